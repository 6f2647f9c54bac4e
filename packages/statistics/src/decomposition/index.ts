// Gaps between groups: their decomposition, and their bounds. The public face.

export {};
