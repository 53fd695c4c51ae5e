/** Where the papers of conversations go. In their order: a question is there before its answer. */
import type { Filing } from '../domain/filing.ts';
import type { BusinessStore } from './for-business.ts';

/** Doing it again changes nothing. */
export async function fileInto(
  { receipts, gaps }: Pick<BusinessStore, 'receipts' | 'gaps'>,
  filings: readonly Filing[],
): Promise<void> {
  await receipts.put(filings.flatMap((filing) => (filing.kind === 'receipt' ? [filing.receipt] : [])));
  await gaps.put(filings.flatMap((filing) => (filing.kind === 'gap' ? [filing.gap] : [])));
  for (const filing of filings) {
    if (filing.kind === 'gap.proposed') await gaps.propose(filing.gapIds, filing.answer);
    if (filing.kind === 'gap.found') {
      const { gapIds, passageId, atMs } = filing;
      await gaps.settle(gapIds, { state: 'answered', passageId }, atMs);
    }
  }
}
