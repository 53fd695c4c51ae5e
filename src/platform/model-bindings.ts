/**
 * What we need of the bindings AI and VECTORIZE, and no more: the platform's own types list every model by name. Both are
 * bound in production only, and what they give is not believed before it is checked.
 */
export type AiBinding = {
  run: (model: string, input: Record<string, unknown>, options?: Record<string, unknown>) => Promise<unknown>;
};

export type VectorRow = {
  id: string;
  values: number[];
  /** Keeps the vectors of one business apart from all others. */
  namespace: string;
  metadata?: Record<string, string | number | boolean>;
};

export type VectorizeBinding = {
  upsert: (rows: VectorRow[]) => Promise<unknown>;
  query: (
    values: number[],
    options: { topK: number; namespace: string; returnMetadata?: 'none' | 'indexed' | 'all' },
  ) => Promise<unknown>;
  deleteByIds: (ids: string[]) => Promise<unknown>;
};
