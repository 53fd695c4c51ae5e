/** Starting weights, set by hand; `npm run train:reranker` replaces this file. */
export const RERANK_WEIGHTS: readonly number[] = [3, 4, 1.5, 2, 3, 2, 2, 1, 1, 1, 0.3, 1, 1];
export const CONFIDENCE_WEIGHTS: readonly number[] = [-3.5, 3, 1.5, 2, 2, 1, 1, -0.5, -1, 0];
export const SENTENCE_WEIGHTS: readonly number[] = [4, 1, 1.5, 0.7, 0.3, 0.2, 1, -0.2];
