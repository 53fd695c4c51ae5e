/** `/openapi.json` and `/reference`: one document, made from the schemas that validate, and a page of it that needs no script. */
import { createMiddleware } from 'hono/factory';
import { raw } from 'hono/html';
import { sha256, toBase64 } from '../platform/signatures.ts';
import type { Api, HttpEnv } from './context.ts';
import { newApi } from './new-api.ts';
import { PROBLEMS } from './problem.ts';
import { readOperations, type Operation } from './reference-operations.ts';
import { REFERENCE_STYLE } from './reference-style.ts';

const INTRODUCTION = [
  'Every call carries an API key: Authorization: Bearer sb_... Keys have scopes; the needed one stands beside each operation.',
  'POSTs that create or send need an Idempotency-Key: the same key with the same body gives the first answer again, for 24 hours.',
  'Lists come in pages: pass nextCursor as cursor. Times are RFC 3339, amounts are in micro-dollars.',
  'Errors are problem+json (RFC 9457) with a stable code.',
];

const IDEMPOTENCY_PARAMETER = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'Your own name for this call, e.g. a UUID. Not needed for a dry run.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
} as const;

/** @param app the whole application: its document is made when first asked for */
export function referenceRoutes(app: Api): Api {
  let document: ReturnType<typeof documentOf> | null = null;
  let operations: Operation[] | null = null;
  let styleHash: string | null = null;
  const routes = newApi();

  routes.get('/openapi.json', publicFor(300), (c) => {
    document ??= documentOf(app, c.var.parts.config.publicUrl);
    return c.json(document);
  });

  routes.get('/reference', publicFor(300), async (c) => {
    document ??= documentOf(app, c.var.parts.config.publicUrl);
    operations ??= readOperations(document, c.var.parts.config.publicUrl);
    styleHash ??= toBase64(await sha256(REFERENCE_STYLE));
    c.header(
      'content-security-policy',
      `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    );
    return c.html(<ReferencePage operations={operations} />);
  });

  return routes;
}

function documentOf(app: Api, publicUrl: string) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: sb_ and more. Its scopes are listed with each operation.',
  });
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'Shopbell', version: '1', description: INTRODUCTION.join('\n\n') },
    servers: [{ url: publicUrl }],
  });
  for (const item of Object.values(document.paths ?? {}))
    for (const operation of [item.post, item.put, item.patch, item.delete])
      if (operation !== undefined && 'x-idempotency-key' in operation)
        operation.parameters = [...(operation.parameters ?? []), IDEMPOTENCY_PARAMETER];
  return document;
}

function publicFor(seconds: number) {
  return createMiddleware<HttpEnv>(async (c, next) => {
    c.header('cache-control', `public, max-age=${seconds}`);
    await next();
  });
}

function ReferencePage({ operations }: { operations: readonly Operation[] }) {
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Shopbell API</title>
        <style>{raw(REFERENCE_STYLE)}</style>
      </head>
      <body>
        <a class="skip" href="#operations">
          Skip to the operations
        </a>
        <header>
          <h1>Shopbell API</h1>
          {INTRODUCTION.map((paragraph) => (
            <p>{paragraph}</p>
          ))}
          <p>
            As a document: <a href="/openapi.json">openapi.json</a>
          </p>
        </header>
        <nav aria-label="Operations">
          {tags.map((tag) => (
            <section>
              <h2>{tag}</h2>
              <ul>
                {operations
                  .filter((operation) => operation.tag === tag)
                  .map((operation) => (
                    <li>
                      <a href={`#${operation.anchor}`}>{operation.summary}</a>
                    </li>
                  ))}
              </ul>
            </section>
          ))}
        </nav>
        <main id="operations">
          {operations.map((operation) => (
            <OperationCard operation={operation} />
          ))}
          <article id="errors">
            <h3>Error codes</h3>
            <Table
              head={['Code', 'Status', 'Means']}
              rows={Object.entries(PROBLEMS).map(([code, [status, title]]) => [code, String(status), title])}
            />
          </article>
        </main>
      </body>
    </html>
  );
}

function OperationCard({ operation }: { operation: Operation }) {
  return (
    <article id={operation.anchor}>
      <h3>{operation.summary}</h3>
      <p class="line">
        <span class={`method ${operation.method.toLowerCase()}`}>{operation.method}</span>
        <code>{operation.path}</code>
        {operation.scope === null ? null : <span class="scope">scope {operation.scope}</span>}
      </p>
      {operation.description === ''
        ? null
        : operation.description.split('\n').map((line) => (
            <p>
              <Words text={line} />
            </p>
          ))}
      <pre tabindex={0}>{operation.curl}</pre>
      {operation.fields.length === 0 ? null : (
        <details>
          <summary>What goes in</summary>
          <Table head={['Field', 'Type', 'Notes']} rows={operation.fields} />
        </details>
      )}
      <details>
        <summary>What comes back</summary>
        <Table head={['Status', 'Means']} rows={operation.answers} />
        {operation.answerFields.length === 0 ? null : (
          <Table head={['Field', 'Type', 'Notes']} rows={operation.answerFields} />
        )}
      </details>
    </article>
  );
}

function Table({ head, rows }: { head: readonly string[]; rows: readonly (readonly string[])[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            {head.map((cell) => (
              <th scope="col">{cell}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {row.map((cell, index) => (
                <td>{index === 0 ? <code>{cell}</code> : <Words text={cell} />}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What stands between backticks is code. */
function Words({ text }: { text: string }) {
  return <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>;
}
