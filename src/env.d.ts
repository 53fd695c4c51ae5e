/** Bindings of `wrangler.toml`. AI and VECTORIZE are bound in production only: everything works without them. */
declare namespace Cloudflare {
  interface Env {
    DB: D1Database;
    ASSETS: Fetcher;
    CONVERSATION: DurableObjectNamespace<import('./conversation/object.ts').Conversation>;
    CAMPAIGN: DurableObjectNamespace<import('./campaigns/object.ts').Campaign>;
    GOVERNOR: DurableObjectNamespace;
    BUDGET: DurableObjectNamespace<import('./outbound/budget.ts').Budget>;
    IDEMPOTENCY: DurableObjectNamespace<import('./http/idempotency.ts').Idempotency>;
    INGEST: DurableObjectNamespace<import('./knowledge/ingest-object.ts').Ingest>;
    OUTREACH: DurableObjectNamespace<import('./outreach/object.ts').Outreach>;
    INBOX: DurableObjectNamespace<import('./console/inbox-object.ts').Inbox>;
    TRAINER: DurableObjectNamespace<import('./understanding/trainer-object.ts').Trainer>;
    REPLIES: Queue<import('./outbound/jobs.ts').Job>;
    CAMPAIGNS: Queue<import('./outbound/jobs.ts').Job>;
    EVENTS: Queue<import('./domain/event.ts').Event[]>;
    AI?: import('./platform/model-bindings.ts').AiBinding;
    VECTORIZE?: import('./platform/model-bindings.ts').VectorizeBinding;
    LOCAL_MODE?: string;
    PUBLIC_URL: string;
    PROVIDER_BASE_URLS?: string;
    RESOLVER_URL?: string;
    SEAL_KEYS: string;
    SESSION_SECRET: string;
    SETUP_TOKEN?: string;
  }
}
