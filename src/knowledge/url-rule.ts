/** Which sites this gateway may read: public ones, never itself; in local mode those on this machine too. */
import type { UrlRule } from '../domain/public-url.ts';

export function urlRule({ local, publicUrl }: { local: boolean; publicUrl: string }): UrlRule {
  return { loopback: local, ownHosts: local ? [] : [new URL(publicUrl).hostname] };
}
