// Competing risks and multi-state models. The public face.

export {};
