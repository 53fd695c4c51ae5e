/**
 * Learned by `npm run train:reranker`; do not edit. Figures only, no text. Learned on: banking5, clinc5, cranfield, policyqa, squad, stackfaq.
 */
export const RERANK_WEIGHTS: readonly number[] = [
  0.6814, 1.7839, 0, 0, 0, 1.3119, 2.1656, 0.1794, 1.1945, 1.2769, 1.2678, 1.9511, 1.951, 1.5416, 0.5956,
  0.6491, 0, 1.6611, 0.9713, 0.13, 0.5975, 0.6642, 1.5956, 2.2061, 0.7135, 0.1376, 0.4775, 0.3982, 1.8034,
  1.7112, 0.9204, 0.9207, 1.2792, 1.4979,
];

export const SENTENCE_WEIGHTS: readonly number[] = [
  1.8849, 2.0376, 0.9186, 1.7595, 0.4486, 1.2921, 0.3865, 0.4626, 0.581, -0.581, 0.3125, -2.2837, 0.1653,
];

export const CONFIDENCE_WEIGHTS: readonly number[] = [
  -3.8366, 0.5214, 1.461, 1.7312, 0.8399, -0.431, 0.1429, 1.5232, 1.3726, 0.6261, -1.0245, 0.3999, 0.1637,
  -0.5853, -0.5216, 0.2564, -0.7966, 0.1419, 0.2315, -1.1865,
];
