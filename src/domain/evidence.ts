/** A piece of the business's knowledge, and what an answer rests on. */

export type Passage = {
  id: string;
  /** The question or heading that the passage answers. */
  title: string;
  text: string;
  /** Other wordings of the question. */
  variants: string[];
  /** Where a customer can read it; null for knowledge that has no page. */
  url: string | null;
  /** SHA-256 of title and text, hex: tells one version of a passage from the next. */
  contentHash: string;
};

export type Evidence = {
  passageId: string;
  title: string;
  /** The sentences that answer, quoted word for word. */
  quote: string;
  url: string | null;
  contentHash: string;
};

/** What `knowledge/` says to a question: an answer with its evidence, the closest titles, or nothing. */
export type Retrieval = {
  /** Calibrated probability that the first evidence answers the question, 0 to 1. */
  confidence: number;
  verdict: 'answer' | 'clarify' | 'abstain';
  /** Best first; empty when the verdict is abstain. */
  evidence: Evidence[];
};

/** An answer that a model worded. Every sentence was checked by code against the passage that it is said to rest on. */
export type Written = {
  /** `source` is a place in `evidence`. */
  sentences: { text: string; source: number }[];
  evidence: Evidence[];
  model: string;
  promptVersion: string;
};

/** An entry that anybody may read. */
export type PublishedEntry = {
  id: string;
  title: string;
  text: string;
  url: string | null;
  updatedAtMs: number;
};

/** Of a document: may everybody read it, and which passages differ from that. */
export type PublicMarks = { isPublic: boolean; passages: ReadonlyMap<string, boolean> };
