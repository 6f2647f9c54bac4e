// Proportional hazards: Cox, and Fine and Gray. The public face.

export {};
