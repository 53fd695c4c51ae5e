/** What a conversation files with its business's store. It holds text, so it goes there directly and through no queue. */
import type { Gap } from './gap.ts';
import type { Receipt } from './receipt.ts';

export type Filing =
  | { kind: 'receipt'; receipt: Receipt }
  | { kind: 'gap'; gap: Gap }
  /** A person answered the customer who asked. */
  | { kind: 'gap.proposed'; gapIds: string[]; answer: string }
  /** The customer found the answer under another title. */
  | { kind: 'gap.found'; gapIds: string[]; passageId: string; atMs: number };
