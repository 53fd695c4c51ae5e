/** GET /demo: all that a stranger's tools need to drive the local gateway. In production there is nothing here. */
import { Hono } from 'hono';
import type { Context } from 'hono';
import { pageHeaders } from '../console/page-headers.ts';
import { ConsolePage } from '../console/layout.tsx';
import type { HttpEnv } from '../http/context.ts';
import { Problem } from '../http/problem.ts';
import { BLUEBIRD_CHAT, BLUEBIRD_NUMBER, BLUEBIRD_SMS } from './bluebird-bikes.ts';
import { BLUEBIRD_KNOWLEDGE } from './bluebird-knowledge.ts';
import { seedDemo } from './seed.ts';

export function bluebirdRoutes(): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.get('/demo', describeDemo);
  app.get('/demo/shop/help', pageHeaders, (c) => {
    onlyLocal(c);
    return c.html(<HelpPage />);
  });
  return app;
}

async function describeDemo(c: Context<HttpEnv>): Promise<Response> {
  onlyLocal(c);
  const { parts } = c.var;
  const demo = await seedDemo(parts, c.env.DB);
  const { publicUrl, providerBaseUrls } = parts.config;
  c.header('cache-control', 'no-store');
  return c.json({
    businessId: demo.businessId,
    businessName: 'Bluebird Bikes',
    apiKey: demo.apiKey,
    connections: [
      {
        id: BLUEBIRD_SMS,
        channel: 'sms',
        provider: 'twilio-sms',
        address: BLUEBIRD_NUMBER,
        hookUrl: `${publicUrl}/hooks/${BLUEBIRD_SMS}`,
        credentials: { ...demo.twilio, from: BLUEBIRD_NUMBER },
      },
      {
        id: BLUEBIRD_CHAT,
        channel: 'webchat',
        provider: 'webchat',
        address: 'bluebirdbikes.example',
        hookUrl: null,
        widgetUrl: `${publicUrl}/widget.js`,
        allowedOrigins: [new URL(publicUrl).origin],
        credentials: {},
      },
    ],
    simulatedProviders: providerBaseUrls,
    links: {
      phone: `${publicUrl}/demo/phone`,
      shop: `${publicUrl}/demo/shop`,
      inbox: `${publicUrl}/console/inbox`,
      stats: `${publicUrl}/console/stats`,
      reference: `${publicUrl}/reference`,
      openapi: `${publicUrl}/openapi.json`,
    },
  });
}

function onlyLocal(c: Context<HttpEnv>): void {
  if (!c.var.parts.config.local) throw new Problem('not_found');
}

/** The pages that the demo's evidence links lead to. */
function HelpPage() {
  return (
    <ConsolePage title="Help – Bluebird Bikes" viewer={null} place="try" styles={['/demo.css']}>
      <h1>Questions and answers</h1>
      {BLUEBIRD_KNOWLEDGE.map((entry, index) => (
        <section id={`${entry.page}-${index + 1}`}>
          <h2>{entry.title}</h2>
          <p>{entry.text}</p>
        </section>
      ))}
    </ConsolePage>
  );
}
