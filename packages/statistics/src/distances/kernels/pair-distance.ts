// The function that kernels make.

/** A number about two of the coded sequences, by their numbers: their distance, or what they have in common. */
export type PairDistance = (one: number, other: number) => number;
