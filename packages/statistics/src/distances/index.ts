// Distances between sequences. The public face.

export { between, type Dissimilarities, pairIndex } from './dissimilarities.ts';
