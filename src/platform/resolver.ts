/** Names into addresses, by DNS over HTTPS (the JSON form that public resolvers share). */
import { z } from 'zod';
import { leadsOutside } from '../domain/public-url.ts';
import { readBoundedText } from './read-bounded.ts';

const WITHIN_MS = 3_000;
const MAX_ANSWER_BYTES = 65_536;
/** Record types: A and AAAA. */
const ADDRESS_TYPES: readonly number[] = [1, 28];

const answerSchema = z.object({
  Status: z.int(),
  Answer: z.array(z.object({ type: z.int(), data: z.string() })).optional(),
});

/** @throws Error when the resolver does not answer */
export function publicNames(resolverUrl: string): (host: string) => Promise<boolean> {
  const ask = async (host: string, type: 'A' | 'AAAA'): Promise<string[]> => {
    const url = new URL(resolverUrl);
    url.searchParams.set('name', host);
    url.searchParams.set('type', type);
    const headers = { accept: 'application/dns-json' };
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.timeout(WITHIN_MS),
      redirect: 'manual',
    });
    if (!response.ok) throw new Error('the resolver did not answer');
    const { Answer = [] } = answerSchema.parse(
      JSON.parse((await readBoundedText(response, MAX_ANSWER_BYTES)) ?? ''),
    );
    return Answer.filter((one) => ADDRESS_TYPES.includes(one.type)).map(({ data }) => data);
  };
  return async (host) => leadsOutside((await Promise.all([ask(host, 'A'), ask(host, 'AAAA')])).flat());
}
