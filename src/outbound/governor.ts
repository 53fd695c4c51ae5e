/**
 * The governor of one connection: token bucket and breaker. Built on itty-durable, whose arguments travel as JSON in a
 * header: small numbers only, never text of a message. Its state may be lost; it then starts with a full bucket.
 */
import { createDurable, proxyDurable } from 'itty-durable';
import type { GovernorStub } from './governor-client.ts';
import { FULL, pause, report, takeTokens } from './token-bucket.ts';
import type { Bucket, Grant, Report } from './token-bucket.ts';

export class Governor extends createDurable({}) {
  bucket: Bucket = FULL;

  /** Synchronous on purpose: calls of itty-durable interleave at every await. */
  take(ratePerSecond: number, burst: number, wanted: number): Grant & { failures: number } {
    const taken = takeTokens(this.bucket, ratePerSecond, burst, wanted, Date.now());
    this.bucket = taken.bucket;
    return { ...taken.grant, failures: taken.bucket.failures };
  }

  report(what: Report, waitMs: number): { failures: number } {
    this.bucket = report(this.bucket, what, waitMs, Date.now());
    return { failures: this.bucket.failures };
  }

  pause(waitMs: number): { failures: number } {
    this.bucket = pause(this.bucket, waitMs, Date.now());
    return { failures: this.bucket.failures };
  }
}

export function governorStubs(namespace: DurableObjectNamespace): (name: string) => GovernorStub {
  const objects: { get: (name: string) => GovernorStub } = proxyDurable(namespace, {
    name: 'governor',
    parse: true,
  });
  return (name) => objects.get(name);
}
