/** Vars and secrets, parsed once. A Worker with a bad configuration refuses to serve and says which field is wrong. */
import { z } from 'zod';

const sealKeys = z
  .string()
  .regex(/^\d+:[A-Za-z0-9+/]{43}=(,\d+:[A-Za-z0-9+/]{43}=)*$/, 'version:base64 of 32 bytes, comma separated')
  .transform((text) =>
    text.split(',').map((entry) => {
      const colon = entry.indexOf(':');
      return { version: Number(entry.slice(0, colon)), key: entry.slice(colon + 1) };
    }),
  );

const schema = z.object({
  /** Only the local gateway has it: opens /demo and lets providers live on loopback. */
  LOCAL_MODE: z.literal('on').optional(),
  /** Where the providers' webhooks reach this Worker; signatures are checked against it, never against Host headers. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** Provider name -> API base that replaces the provider's own host. Honoured in local mode only. */
  PROVIDER_BASE_URLS: z
    .string()
    .default('{}')
    .transform((text, ctx) => {
      try {
        return z.record(z.string(), z.url()).parse(JSON.parse(text));
      } catch {
        ctx.addIssue('PROVIDER_BASE_URLS is not a JSON object of URLs');
        return z.NEVER;
      }
    }),
  /** DNS over HTTPS (JSON): asked before a site is read whether its name leads outside. Without one, only names are checked. */
  RESOLVER_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** AES-256 keys for credentials at rest; the highest version seals, all of them open. */
  SEAL_KEYS: sealKeys,
  /** Signs session cookies, cursors and web chat tokens. */
  SESSION_SECRET: z.string().min(32),
  /** Opens POST /setup while it is set: remove it once your businesses are made. */
  SETUP_TOKEN: z.string().min(32).optional(),
});

export type Config = {
  local: boolean;
  publicUrl: string;
  providerBaseUrls: Readonly<Record<string, string>>;
  resolverUrl: string | null;
  sealKeys: readonly { version: number; key: string }[];
  sessionSecret: string;
  setupToken: string | null;
};

/** @throws Error naming the fields that are wrong, never their values */
export function parseConfig(vars: unknown): Config {
  const parsed = schema.safeParse(vars);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`Shopbell cannot start with this configuration. ${fields.join('; ')}`);
  }
  const v = parsed.data;
  const local = v.LOCAL_MODE === 'on';
  return {
    local,
    publicUrl: v.PUBLIC_URL,
    providerBaseUrls: local ? v.PROVIDER_BASE_URLS : {},
    resolverUrl: v.RESOLVER_URL ?? (local ? null : 'https://cloudflare-dns.com/dns-query'),
    sealKeys: v.SEAL_KEYS,
    sessionSecret: v.SESSION_SECRET,
    setupToken: v.SETUP_TOKEN ?? null,
  };
}
