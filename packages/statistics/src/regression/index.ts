// Regression: models described by formula, fitted by likelihood. The public face.

export {};
