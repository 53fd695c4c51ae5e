/** The provider of the speed benches: takes a message, gives an id, remembers to whom. Runs on a thread of its own. */
import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import type { AddressInfo } from 'node:net';

type Ask = { kind: 'count' } | { kind: 'take' };
type Answer =
  { kind: 'listening'; port: number } | { kind: 'count'; posts: number } | { kind: 'take'; to: string[] };

export type Sink = {
  url: string;
  /** Posts since the last `take`. */
  count: () => Promise<number>;
  /** Whom they were for, in order; starts again from nothing. */
  take: () => Promise<string[]>;
  /** Resolves when `posts` have come, or `waitMs` are over. */
  reached: (posts: number, waitMs: number) => Promise<void>;
  close: () => Promise<void>;
};

export async function startSink(): Promise<Sink> {
  const worker = new Worker(`${import.meta.dirname}/sink.ts`);
  const waiting: ((answer: Answer) => void)[] = [];
  worker.on('message', (answer: Answer) => waiting.shift()?.(answer));
  const next = (): Promise<Answer> => new Promise((resolve) => waiting.push(resolve));
  const ask = (question: Ask): Promise<Answer> => {
    const answer = next();
    worker.postMessage(question);
    return answer;
  };
  const first = await next();
  if (first.kind !== 'listening') throw new Error('the sink did not start');
  const count = async (): Promise<number> => {
    const answer = await ask({ kind: 'count' });
    return answer.kind === 'count' ? answer.posts : 0;
  };
  return {
    url: `http://127.0.0.1:${first.port}`,
    count,
    take: async () => {
      const answer = await ask({ kind: 'take' });
      return answer.kind === 'take' ? answer.to : [];
    },
    reached: async (posts, waitMs) => {
      const untilMs = Date.now() + waitMs;
      while ((await count()) < posts && Date.now() < untilMs)
        await new Promise((resolve) => setTimeout(resolve, 5));
    },
    close: async () => {
      await worker.terminate();
    },
  };
}

function serve(): void {
  let to: string[] = [];
  let ids = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('latin1');
    });
    request.on('end', () => {
      to.push(decodeURIComponent(/(?:^|&)To=([^&]*)/.exec(body)?.[1] ?? ''));
      ids += 1;
      const sid = `SM${String(ids).padStart(32, '0')}`;
      const answer = `{"sid":"${sid}","status":"queued","num_segments":"1","error_code":null}`;
      // With its length, as providers answer; without it Node sends it in pieces.
      response.writeHead(201, { 'content-type': 'application/json', 'content-length': answer.length });
      response.end(answer);
    });
  });
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    parentPort?.postMessage({ kind: 'listening', port } satisfies Answer);
  });
  parentPort?.on('message', (question: Ask) => {
    if (question.kind === 'count')
      parentPort?.postMessage({ kind: 'count', posts: to.length } satisfies Answer);
    else {
      parentPort?.postMessage({ kind: 'take', to } satisfies Answer);
      to = [];
    }
  });
}

if (!isMainThread) serve();
