// Linear algebra on small dense matrices. The public face.

export {};
