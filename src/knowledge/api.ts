/** What the rooms around see of the knowledge: documents, their passages, and the object that reads a document. */
import type { BusinessId, DocumentId, PassageId } from '../domain/ids.ts';

export const SOURCES = ['faq', 'markdown', 'html', 'csv', 'pdf', 'docx', 'page', 'site'] as const;
export type Source = (typeof SOURCES)[number];

export const DOCUMENT_STATES = ['waiting', 'reading', 'ready', 'failed'] as const;
export type DocumentState = (typeof DOCUMENT_STATES)[number];

export type KnowledgeDocument = {
  id: DocumentId;
  source: Source;
  title: string;
  url: string | null;
  state: DocumentState;
  /** A stable word for what went wrong or was left out; null = nothing. A ready document may have one: its last check failed. */
  reason: string | null;
  /** The same as a sentence for people. */
  detail: string | null;
  passageCount: number;
  charCount: number;
  /** Of a site or a PDF. */
  pageCount: number | null;
  refreshEveryMs: number | null;
  createdAtMs: number;
  /** When the passages that are served were read. */
  readAtMs: number | null;
  /** When the source was last looked at. */
  checkedAtMs: number | null;
  nextCheckAtMs: number | null;
};

/** A passage that was read and is not served yet. */
export type StagedPassage = {
  id: string;
  title: string;
  text: string;
  variants: string[];
  url: string | null;
  page: number | null;
  contentHash: string;
  position: number;
};

export const VARIANT_STATES = ['accepted', 'proposed', 'rejected'] as const;
export type VariantState = (typeof VARIANT_STATES)[number];
export type VariantOrigin = 'document' | 'owner' | 'model';
export type Variant = { text: string; origin: VariantOrigin; state: VariantState };

export type StoredPassage = {
  id: PassageId;
  documentId: DocumentId;
  title: string;
  text: string;
  url: string | null;
  page: number | null;
  contentHash: string;
  version: number;
  /** In the order of the document. */
  position: number;
  variants: Variant[];
};

/** What an object needs to know to read a document, now and again. */
export type SourceSpec = {
  source: Source;
  title: string;
  /** Of a page or site: where to read it. Of a file: where customers can see it. */
  url: string | null;
  /** Of a file, as it was declared; null = UTF-8. */
  charset: string | null;
  refreshEveryMs: number | null;
  maxPages: number;
};

/** One document's object. */
export interface IngestApi {
  /** A new source; what an earlier, broken try left is dropped. Until `start` nothing is read. */
  begin(spec: SourceSpec): Promise<void>;
  append(piece: Uint8Array): Promise<void>;
  start(): Promise<void>;
  /** Reads the source again. False when there is none. */
  refresh(): Promise<boolean>;
  /** How often a page or site is looked at from now on. */
  reschedule(refreshEveryMs: number | null): Promise<void>;
  /** More pairs behind those of a FAQ. False when this is none. */
  extend(piece: Uint8Array): Promise<boolean>;
  /** Puts what was read into every index anew. */
  reindex(): Promise<void>;
  /** Forgets everything, in every index. */
  remove(): Promise<void>;
  /** From the sweep: goes on with what stands still. */
  wake(): Promise<void>;
}

/** Where an object finds its document and puts its passages: D1, for one business. */
export interface Shelf {
  read(id: DocumentId): Promise<KnowledgeDocument | null>;
  mark(id: DocumentId, changes: DocumentChanges, nowMs: number): Promise<void>;
  /** The document's passages become these, all at once, and the business's knowledge gets a new version. */
  switchTo(
    id: DocumentId,
    passages: readonly StagedPassage[],
    changes: DocumentChanges,
    nowMs: number,
  ): Promise<void>;
  /** Passages of the whole business without those of this document. */
  passagesBeside(id: DocumentId): Promise<number>;
  reindex(id: DocumentId): Promise<void>;
  /** What this isolate remembers of the business's knowledge is out of date. */
  forget(): void;
}

export type DocumentChanges = Partial<
  Pick<
    KnowledgeDocument,
    | 'title'
    | 'state'
    | 'reason'
    | 'detail'
    | 'pageCount'
    | 'refreshEveryMs'
    | 'readAtMs'
    | 'checkedAtMs'
    | 'nextCheckAtMs'
  >
>;

export type Whose = { businessId: BusinessId; documentId: DocumentId };

export const MAX_DOCUMENTS = 2_000;
/** Of one business. */
export const MAX_PASSAGES_IN_ALL = 50_000;
export const MAX_FILE_BYTES = 20_000_000;

export type Unembedded = { id: string; title: string; text: string; contentHash: string };

/** What is known of the vectors of one business's passages. */
export interface VectorLedger {
  /** Passages of which Vectorize has no vector, or one of an older version. */
  unembedded(id: DocumentId, limit: number): Promise<Unembedded[]>;
  /**
   * Before vectors are stored: from now on they must be deleted along with their passages. Gives those that are still there:
   * while the model was asked, the document may have been deleted.
   */
  begin(id: DocumentId, ids: readonly string[]): Promise<ReadonlySet<string>>;
  end(id: DocumentId, rows: readonly Unembedded[], nowMs: number): Promise<void>;
  /** Vectors whose passages are gone. */
  stale(id: DocumentId, limit: number): Promise<string[]>;
  forget(id: DocumentId, ids: readonly string[]): Promise<void>;
}

/** Which passages a model was asked about. */
export interface WordingLedger {
  /** Passages without other wordings, of a version that no model was asked about. */
  unasked(id: DocumentId, limit: number): Promise<Unembedded[]>;
  /** What was proposed is not used before a person accepts it. */
  propose(id: DocumentId, passage: Unembedded, texts: readonly string[], nowMs: number): Promise<void>;
}

/** What a person says of a question. */
export type AnswerLabel = {
  question: string;
  /** Null = nothing that is known answers it. */
  passageId: string | null;
  /** That passage answers it, or just this one does not. */
  isRight: boolean;
};

/** Of one business, the newest: each is asked once of every new version of its knowledge. */
export const MAX_LABELS = 150;
