// Clustering of objects by their dissimilarities, and what the clusters are worth. The public face.

export {};
