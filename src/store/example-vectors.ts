/** Vectors of a business's examples, so that each text is paid for once. */
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { BusinessId } from '../domain/ids.ts';
import type { VectorCache } from '../understanding/train-head.ts';
import { inChunks, inOneTransaction, MAX_BOUND_VALUES, type Database } from './database.ts';
import { exampleVectors } from './schema/example-vectors.ts';

const COLUMNS = 4;
const PAGE = 500;

export function exampleVectorRepository(db: Database, businessId: BusinessId): VectorCache {
  return {
    async read(encoder) {
      const own = and(eq(exampleVectors.businessId, businessId), eq(exampleVectors.encoder, encoder));
      const found = new Map<string, Float32Array>();
      for (let after = ''; ;) {
        const rows = await db
          .select({ text: exampleVectors.text, vector: exampleVectors.vector })
          .from(exampleVectors)
          .where(and(own, gt(exampleVectors.text, after)))
          .orderBy(asc(exampleVectors.text))
          .limit(PAGE);
        for (const { text, vector } of rows) found.set(text, unpacked(vector));
        const last = rows.at(-1);
        if (last === undefined || rows.length < PAGE) return found;
        after = last.text;
      }
    },
    async put(encoder, vectors) {
      const rows = vectors.map(({ text, vector }) => ({ businessId, encoder, text, vector: packed(vector) }));
      await inOneTransaction(
        db,
        inChunks(rows, Math.floor(MAX_BOUND_VALUES / COLUMNS)).map((chunk) =>
          db
            .insert(exampleVectors)
            .values(chunk)
            .onConflictDoUpdate({
              target: [exampleVectors.businessId, exampleVectors.encoder, exampleVectors.text],
              set: { vector: sql`excluded.vector` },
            }),
        ),
      );
    },
  };
}

/** The largest value becomes 127; the length is one again when it is unpacked. */
function packed(vector: Float32Array): Uint8Array {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return new Uint8Array(Int8Array.from(vector, (value) => Math.round((value / largest) * 127)).buffer);
}

function unpacked(bytes: Uint8Array): Float32Array {
  const steps = Int8Array.from(bytes);
  let squares = 0;
  for (const step of steps) squares += step * step;
  const length = Math.sqrt(squares) || 1;
  return Float32Array.from(steps, (step) => step / length);
}
