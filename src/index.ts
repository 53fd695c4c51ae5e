/** The Worker: what the platform calls, handed to the parts that do it. */
import { adapterOf } from './channels/registry.ts';
import { consumeEvents } from './analytics/consume.ts';
import { consoleRoutes } from './console/routes.tsx';
import { publicRoutes } from './console/public/routes.tsx';
import { demoRoutes } from './console/demo/routes.tsx';
import { bluebirdRoutes } from './demo/routes.tsx';
import { chatRoutes } from './http/chat.ts';
import { createApp } from './http/app.ts';
import { answerHook, isHook } from './http/hooks.ts';
import { setupRoutes } from './http/setup.ts';
import { consumeJobs } from './outbound/consume.ts';
import { consumeDead } from './outbound/dead.ts';
import { partsOf, sweep } from './wiring.ts';

export { Campaign } from './campaigns/object.ts';
export { Conversation } from './conversation/object.ts';
export { Trainer } from './understanding/trainer-object.ts';
export { Idempotency } from './http/idempotency.ts';
export { Inbox } from './console/inbox-object.ts';
export { Ingest } from './knowledge/ingest-object.ts';
export { Outreach } from './outreach/object.ts';
export { Budget } from './outbound/budget.ts';
export { Governor } from './outbound/governor.ts';

const app = createApp(partsOf, [
  setupRoutes(),
  chatRoutes(),
  consoleRoutes(),
  publicRoutes(),
  bluebirdRoutes(),
  demoRoutes(),
]);

export default {
  fetch: (request, env, ctx) =>
    isHook(request) ? answerHook(request, () => partsOf(env), adapterOf) : app.fetch(request, env, ctx),
  async queue(batch, env) {
    const parts = partsOf(env);
    switch (batch.queue) {
      case 'shopbell-events':
        return consumeEvents(batch, env.DB, parts.log, Math.random);
      case 'shopbell-dead':
        return consumeDead(batch, parts);
      default:
        return consumeJobs(batch, parts);
    }
  },
  async scheduled(_controller, env) {
    await sweep(env);
  },
} satisfies ExportedHandler<Cloudflare.Env>;
