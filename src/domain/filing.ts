/** What a conversation files with its business's store. It holds text, so it goes there directly and through no queue. */
import type { Receipt } from './receipt.ts';

export type Filing = { kind: 'receipt'; receipt: Receipt };
