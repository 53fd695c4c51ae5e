/** `/console/understanding` and below: read and labelled by those who answer customers, changed by those who may run the shop. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { flowServing } from '../../domain/flow.ts';
import { parseId } from '../../domain/ids.ts';
import { addDays, localMoment } from '../../domain/local-time.ts';
import { correctMessage } from '../../http/correct-message.ts';
import { readExampleLines } from '../../http/api/example-lines.ts';
import { Problem } from '../../http/problem.ts';
import { MAX_EXAMPLE_CHARS, NO_INTENT_NAME } from '../../understanding/labelled-set.ts';
import type { ExamplePlace } from '../../understanding/labelled-set.ts';
import type { Labelling, Refusal } from '../../understanding/labelling.ts';
import type { ReleaseResult } from '../../understanding/trainer-api.ts';
import { importLimit, formLimit, readForm } from '../form.ts';
import { requireAnswering, viewerOf } from '../guard.ts';
import type { ConsoleEnv } from '../session.ts';
import { IntentPage } from './intent-page.tsx';
import { PLACE, UnderstandingPage, type UnderstandingPageProps } from './page.tsx';
import { SuggestionsPage } from './suggestions-page.tsx';

const DAYS = 30;
const EXAMPLES_SHOWN = 50;
const SUGGESTED = 12;

const mayTeach = (c: Context<ConsoleEnv>): boolean => c.var.actor.scopes.includes('admin');

const requireTeaching: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  if (!mayTeach(c)) throw new Problem('forbidden');
  await next();
};

/** Mount it behind `requireSession`. */
export function understandingRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  // Before the limit of small forms: a whole labelled set may come.
  app.post(`${PLACE}/examples/import`, requireAnswering, requireTeaching, importLimit, importExamples);
  app.use(PLACE, requireAnswering);
  app.use(`${PLACE}/*`, requireAnswering, formLimit);
  app.get(PLACE, (c) => page(c, null, null, 200));
  app.post(`${PLACE}/try`, async (c) => {
    const text = ((await readForm(c)).get('text') ?? '').toWellFormed().trim().slice(0, MAX_EXAMPLE_CHARS);
    if (text === '') return page(c, null, 'Write something first.', 422);
    const { parts } = c.var;
    const business = await businessOf(c);
    const [result, why] = await Promise.all([parts.tryOut(business, text), parts.explain(business, text)]);
    return page(c, { text, result, why }, null, 200);
  });
  app.route('/', labelRoutes());
  app.route('/', versionRoutes());
  return app;
}

function labelRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();

  app.get(`${PLACE}/suggestions`, async (c) => {
    const [suggestions, intents] = await Promise.all([
      c.var.parts.suggestions(await businessOf(c), SUGGESTED),
      labellingOf(c).intentNames(),
    ]);
    return c.html(<SuggestionsPage viewer={await viewerOf(c)} suggestions={suggestions} intents={intents} />);
  });

  app.post(`${PLACE}/suggestions`, async (c) => {
    const form = await readForm(c);
    const id = parseId('cnv', form.get('conversation') ?? '');
    const seq = Number(form.get('seq') ?? Number.NaN);
    if (id === null || !Number.isSafeInteger(seq)) throw new Problem('validation_failed');
    const done = await correctMessage(c.var.parts, c.var.actor, id, seq, intentOf(form));
    if (done.kind === 'refused') throw problemOf(done);
    return c.redirect(`${PLACE}/suggestions`, 303);
  });

  app.post(`${PLACE}/intents`, requireTeaching, async (c) => {
    const form = await readForm(c);
    const name = (form.get('name') ?? '').trim();
    const description = (form.get('description') ?? '').toWellFormed().trim().slice(0, 200);
    const added = await labellingOf(c).addIntent(name, description);
    if (added.kind === 'refused') return page(c, null, added.sentence, 422);
    return c.redirect(`${PLACE}/intents/${name}`, 303);
  });

  app.get(`${PLACE}/intents/:name`, (c) => intentPage(c, null, 200));

  app.post(`${PLACE}/intents/:name/examples`, requireTeaching, async (c) => {
    const name = c.req.param('name');
    const texts = ((await readForm(c)).get('texts') ?? '').toWellFormed();
    const lines = texts
      .split('\n')
      .map((text) => text.trim())
      .filter((text) => text !== '')
      .map((text) => ({ text, intent: name === NO_INTENT_NAME ? null : name }));
    const long = lines.find(({ text }) => text.length > MAX_EXAMPLE_CHARS);
    if (lines.length === 0 || long !== undefined) {
      const error =
        lines.length === 0 ? 'Write something first.' : `At most ${MAX_EXAMPLE_CHARS} characters a line.`;
      return intentPage(c, { texts, error }, 422);
    }
    const added = await labellingOf(c).add(lines, c.var.actor.label, 'owner');
    if (added.kind === 'refused') {
      const which = (added.entries ?? []).map(({ at }) => at + 1).join(', ');
      const error = which === '' ? added.sentence : `${added.sentence} (Line ${which}.)`;
      return intentPage(c, { texts, error }, 422);
    }
    return c.redirect(`${PLACE}/intents/${name}`, 303);
  });

  app.post(`${PLACE}/intents/:name/change`, requireTeaching, async (c) => {
    const form = await readForm(c);
    const description = (form.get('description') ?? '').toWellFormed().trim().slice(0, 200);
    const changed = await labellingOf(c).changeIntent(c.req.param('name'), {
      name: (form.get('name') ?? '').trim(),
      description,
    });
    if (changed.kind === 'refused' && changed.why === 'missing') throw new Problem('not_found');
    if (changed.kind === 'refused') return page(c, null, changed.sentence, 422);
    return c.redirect(`${PLACE}/intents/${changed.value.name}`, 303);
  });

  app.post(`${PLACE}/intents/:name/delete`, requireTeaching, async (c) => {
    const removed = await labellingOf(c).removeIntent(c.req.param('name'));
    if (removed.kind === 'refused' && removed.why === 'missing') throw new Problem('not_found');
    if (removed.kind === 'refused') return page(c, null, removed.sentence, 422);
    return c.redirect(`${PLACE}#intents`, 303);
  });

  app.post(`${PLACE}/examples/:id`, requireTeaching, async (c) => {
    const form = await readForm(c);
    const id = c.req.param('id');
    const done =
      form.get('delete') === 'yes'
        ? await labellingOf(c).remove(id)
        : await labellingOf(c).change(id, { intent: intentOf(form) });
    if (done.kind === 'refused') throw problemOf(done);
    const back = form.get('back') ?? '';
    return c.redirect(/^\/console\/understanding\/intents\/[a-z0-9_]{1,40}$/.test(back) ? back : PLACE, 303);
  });

  app.get(`${PLACE}/examples.jsonl`, requireTeaching, async (c) => {
    const lines: string[] = [];
    for await (const page of labellingOf(c).all()) {
      for (const { text, intent } of page) lines.push(`${JSON.stringify({ text, intent })}\n`);
    }
    return c.body(lines.join(''), 200, {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'content-disposition': 'attachment; filename="shopbell-examples.jsonl"',
    });
  });

  return app;
}

/** All of the file or none of it; what is wrong is said with its line, as people count. */
async function importExamples(c: Context<ConsoleEnv>) {
  const file = await c.req
    .parseBody()
    .then((body) => body['file'])
    .catch(() => undefined);
  if (!(file instanceof File) || file.size === 0) return page(c, null, 'Choose a file of JSON lines.', 422);
  let lines: ReturnType<typeof readExampleLines>;
  try {
    lines = readExampleLines(await file.text());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const wrong = error.errors.map(({ path, message }) => {
      const at = Number(path.replace('lines.', ''));
      return Number.isNaN(at) ? message : `line ${at + 1}: ${message}`;
    });
    return page(c, null, `Nothing was taken. ${error.detail ?? wrong.join('; ')}`, 422);
  }
  const done = await labellingOf(c).add(lines, c.var.actor.label, 'import');
  if (done.kind === 'refused') {
    const which = (done.entries ?? []).map(({ at, message }) => `example ${at + 1}: ${message}`).join('; ');
    return page(c, null, `Nothing was taken. ${done.sentence} ${which}`.trim(), 422);
  }
  return c.redirect(`${PLACE}#intents`, 303);
}

function versionRoutes(): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const settle = (c: Context<ConsoleEnv>, result: ReleaseResult) => {
    if (result.kind === 'missing') throw new Problem('not_found');
    return result.kind === 'refused'
      ? page(c, null, result.sentence, 422)
      : c.redirect(`${PLACE}#versions`, 303);
  };
  const trainer = (c: Context<ConsoleEnv>) => c.var.parts.trainer(c.var.actor.businessId);
  app.post(`${PLACE}/train`, requireTeaching, async (c) => settle(c, await trainer(c).trainNow()));
  app.post(`${PLACE}/roll-back`, requireTeaching, async (c) => settle(c, await trainer(c).rollBack()));
  app.post(`${PLACE}/unpin`, requireTeaching, async (c) => settle(c, await trainer(c).unpin()));
  app.post(`${PLACE}/pin/:version`, requireTeaching, async (c) =>
    settle(c, await trainer(c).pin(c.req.param('version'))),
  );
  app.post(`${PLACE}/self-training`, requireTeaching, async (c) => {
    await labellingOf(c).intents();
    await trainer(c).setSelfTraining((await readForm(c)).get('on') === 'yes');
    return c.redirect(`${PLACE}#versions`, 303);
  });
  return app;
}

async function page(
  c: Context<ConsoleEnv>,
  tried: UnderstandingPageProps['tried'],
  notice: string | null,
  status: 200 | 422,
) {
  const { parts, actor } = c.var;
  const business = await businessOf(c);
  const toDay = localMoment(parts.nowMs(), business.timeZone).day;
  const [intents, quality, trainer] = await Promise.all([
    labellingOf(c).intents(),
    parts.readQuality(actor.businessId, addDays(toDay, 1 - DAYS), toDay),
    parts.trainer(actor.businessId).status(),
  ]);
  const flows = parts.flows(actor.businessId);
  return c.html(
    <UnderstandingPage
      viewer={await viewerOf(c)}
      mayTeach={mayTeach(c)}
      intents={intents}
      flowOf={(intent) => flowServing(intent, flows)}
      quality={quality}
      status={trainer}
      tried={tried}
      notice={notice}
    />,
    status,
  );
}

async function intentPage(
  c: Context<ConsoleEnv>,
  draft: { texts: string; error: string } | null,
  status: 200 | 422,
) {
  const name = c.req.param('name') ?? '';
  const labelling = labellingOf(c);
  const found = await labelling.examples(name, placeOf(c), EXAMPLES_SHOWN + 1);
  if (found.kind === 'refused') throw problemOf(found);
  const intents = await labelling.intents();
  const examples = found.value.slice(0, EXAMPLES_SHOWN);
  const last = examples.at(-1);
  return c.html(
    <IntentPage
      viewer={await viewerOf(c)}
      mayTeach={mayTeach(c)}
      intent={intents.find((one) => one.name === name) ?? null}
      intents={intents.map((one) => one.name)}
      examples={examples}
      next={
        found.value.length > EXAMPLES_SHOWN && last !== undefined
          ? `before=${last.labelledAtMs}&id=${last.id}`
          : null
      }
      draft={draft}
    />,
    status,
  );
}

function placeOf(c: Context<ConsoleEnv>): ExamplePlace | null {
  const labelledAtMs = Number(c.req.query('before') ?? Number.NaN);
  return Number.isSafeInteger(labelledAtMs) ? { labelledAtMs, id: c.req.query('id') ?? '' } : null;
}

function intentOf(form: URLSearchParams): string | null {
  const name = form.get('intent') ?? '';
  if (name === '') throw new Problem('validation_failed');
  return name === NO_INTENT_NAME ? null : name;
}

function labellingOf(c: Context<ConsoleEnv>): Labelling {
  return c.var.parts.labelling(c.var.actor.businessId);
}

async function businessOf(c: Context<ConsoleEnv>) {
  const business = await c.var.parts.profile(c.var.actor.businessId);
  if (business === null) throw new Problem('not_found');
  return business;
}

function problemOf({ why, sentence }: Refusal): Problem {
  return why === 'missing' ? new Problem('not_found') : new Problem('conflict', { detail: sentence });
}
