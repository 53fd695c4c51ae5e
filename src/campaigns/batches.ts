import type { RecipientInput } from './api.ts';

/** Below what a row, a bound value and a remote call may hold, whatever the alphabet. */
const BATCH_CHARS = 400_000;
const BATCH_RECIPIENTS = 2_000;

/** Recipients in pieces that fit everywhere they go. None of them is empty. */
export function* recipientBatches(recipients: readonly RecipientInput[]): Generator<RecipientInput[]> {
  let batch: RecipientInput[] = [];
  let chars = 0;
  for (const recipient of recipients) {
    const length = JSON.stringify(recipient).length;
    if (batch.length > 0 && (chars + length > BATCH_CHARS || batch.length === BATCH_RECIPIENTS)) {
      yield batch;
      batch = [];
      chars = 0;
    }
    batch.push(recipient);
    chars += length;
  }
  if (batch.length > 0) yield batch;
}
