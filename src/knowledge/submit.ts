/** Something new for the business to know: a document is made, its source goes to its object, and the object reads it. */
import { MAX_DOCUMENTS, type IngestApi, type KnowledgeDocument, type SourceSpec } from './api.ts';
import type { DocumentId } from '../domain/ids.ts';

export type Desk = {
  documents: {
    add: (document: {
      id: DocumentId;
      source: SourceSpec['source'];
      title: string;
      url: string | null;
      refreshEveryMs: number | null;
      createdAtMs: number;
    }) => Promise<void>;
    count: () => Promise<number>;
    read: (id: DocumentId) => Promise<KnowledgeDocument | null>;
  };
  ingest: (id: DocumentId) => IngestApi;
  nowMs: () => number;
};

/** What an object takes in one call. */
const PIECE_BYTES = 500_000;

/** Null when the business has too many documents. Doing it again with the same id changes nothing but reads once more. */
export async function submit(
  { documents, ingest, nowMs }: Desk,
  id: DocumentId,
  spec: SourceSpec,
  pieces: readonly Uint8Array[],
): Promise<KnowledgeDocument | null> {
  if ((await documents.count()) >= MAX_DOCUMENTS && (await documents.read(id)) === null) return null;
  const { source, title, url, refreshEveryMs } = spec;
  await documents.add({ id, source, title, url, refreshEveryMs, createdAtMs: nowMs() });
  const object = ingest(id);
  await object.begin(spec);
  for (const piece of pieces)
    for (let at = 0; at < piece.byteLength; at += PIECE_BYTES)
      await object.append(piece.subarray(at, at + PIECE_BYTES));
  await object.start();
  return documents.read(id);
}
