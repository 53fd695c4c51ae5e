/**
 * The borders between the rooms of src/, read from the imports of every file. An edge that is not in the tables below is an
 * error: either the import belongs elsewhere (rooms meet in wiring.ts and index.ts), or the table gets a line with its reason.
 */
import { describe, expect, test } from 'vitest';
import { importsOf, namesIn, sourceFiles, textFiles } from './source-tree.ts';
import type { Import, SourceFile } from './source-tree.ts';

type Edge = {
  to: string;
  /** Only these files of that room; without it, all of them. */
  files?: readonly string[];
  /** Only these files of our own room. */
  from?: readonly string[];
  typeOnly?: true;
  why: string;
};

const OWN_CONTRACTS = 'the contract is types alone: no code of the other room comes along';
const FRONT_DOOR =
  'the front door calls the rooms; nothing but pages, demo and index.ts imports the front door';
const SHELL = 'the object is a shell that the platform makes: it has to fetch its ports itself';

/** Every room may import itself and src/domain; the domain only itself. */
const EDGES: Record<string, readonly Edge[]> = {
  domain: [],
  platform: [],
  flows: [],
  knowledge: [
    {
      to: 'understanding',
      files: ['word-vectors.ts'],
      why: 'one table of what words mean serves questions and messages',
    },
    { to: 'platform', why: 'hashes of passages, log and the SQL port of the reading object' },
    { to: 'parts.ts', from: ['ingest-ports.ts'], typeOnly: true, why: OWN_CONTRACTS },
    { to: 'wiring.ts', from: ['ingest-object.ts'], why: SHELL },
  ],
  contacts: [],
  channels: [{ to: 'platform', why: 'signatures in constant time, answers under a limit' }],
  understanding: [
    {
      to: 'flows',
      files: ['examples/index.ts', 'examples/held-out.ts'],
      why: 'examples of the intents are what it is trained on and judged by',
    },
    {
      to: 'platform',
      files: ['model-call.ts', 'model-wishes.ts', 'log.ts'],
      from: ['ask-intent.ts', 'head-training.ts', 'paid-stages.ts', 'stages-of.ts', 'train-head.ts'],
      why: 'the stages above the embedded one ask models, and only through their guard',
    },
    {
      to: 'platform',
      files: ['breaker.ts', 'random.ts', 'read-bounded.ts', 'standard-webhook.ts'],
      from: ['own-model.ts'],
      why: 'a signed call to a classifier of the business',
    },
    {
      to: 'platform',
      files: ['sql.ts', 'log.ts'],
      typeOnly: true,
      why: 'the trainer sees ports, not the platform',
    },
    {
      to: 'platform',
      files: ['durable-sql.ts'],
      from: ['trainer-object.ts'],
      why: 'the shell gives the trainer its storage',
    },
    { to: 'wiring.ts', from: ['trainer-object.ts'], why: SHELL },
  ],
  conversation: [
    {
      to: 'platform',
      files: ['sql.ts', 'log.ts'],
      typeOnly: true,
      why: 'the core sees ports, not the platform',
    },
    { to: 'outreach', files: ['api.ts'], typeOnly: true, why: OWN_CONTRACTS },
    { to: 'wiring.ts', from: ['object.ts'], why: SHELL },
    { to: 'platform', files: ['alarm-clock.ts'], from: ['core.ts'], why: 'pure: its clock is a port' },
    {
      to: 'platform',
      files: ['turnstile.ts'],
      from: ['object.ts'],
      why: 'so many alarms at once in an isolate',
    },
  ],
  campaigns: [
    { to: 'platform', why: 'log and the SQL port' },
    { to: 'conversation', files: ['api.ts'], typeOnly: true, why: OWN_CONTRACTS },
    { to: 'outreach', files: ['api.ts'], typeOnly: true, why: OWN_CONTRACTS },
    { to: 'outbound', files: ['jobs.ts'], typeOnly: true, why: OWN_CONTRACTS },
    { to: 'wiring.ts', from: ['object.ts'], why: SHELL },
  ],
  outreach: [
    {
      to: 'platform',
      files: ['sql.ts', 'log.ts', 'alarm-clock.ts'],
      why: 'the core sees ports, not the platform',
    },
    { to: 'conversation', files: ['api.ts', 'ports.ts'], typeOnly: true, why: OWN_CONTRACTS },
    { to: 'wiring.ts', from: ['object.ts'], why: SHELL },
  ],
  outbound: [
    { to: 'platform', why: 'log, hashes and the SQL port' },
    { to: 'conversation', files: ['api.ts', 'ports.ts'], typeOnly: true, why: OWN_CONTRACTS },
    { to: 'campaigns', files: ['api.ts'], typeOnly: true, why: OWN_CONTRACTS },
    {
      to: 'campaigns',
      files: ['page.ts'],
      from: ['consume.ts'],
      why: 'a job of the campaigns queue is a page of a campaign',
    },
    { to: 'store', files: ['connections.ts', 'for-business.ts'], typeOnly: true, why: OWN_CONTRACTS },
  ],
  analytics: [{ to: 'platform', files: ['log.ts'], why: 'log' }],
  store: [
    { to: 'platform', why: 'sealing of credentials, random names' },
    { to: 'knowledge', files: ['api.ts'], why: 'the kinds and states of documents and passages' },
    { to: 'campaigns', files: ['api.ts'], typeOnly: true, why: OWN_CONTRACTS },
    {
      to: 'campaigns',
      files: ['batches.ts'],
      why: 'a saved list is kept in the batches that a campaign takes',
    },
    {
      to: 'understanding',
      files: ['labelled-set.ts', 'releases.ts', 'train-head.ts'],
      typeOnly: true,
      why: OWN_CONTRACTS,
    },
  ],
  http: [
    { to: 'parts.ts', typeOnly: true, why: OWN_CONTRACTS },
    { to: 'platform', why: 'clock, random names, hashes, signatures, log, the SQL port' },
    { to: 'store', why: FRONT_DOOR },
    { to: 'campaigns', why: FRONT_DOOR },
    { to: 'knowledge', why: FRONT_DOOR },
    { to: 'analytics', why: FRONT_DOOR },
    { to: 'contacts', why: FRONT_DOOR },
    { to: 'knowledge', why: FRONT_DOOR },
    { to: 'outbound', files: ['jobs.ts'], why: 'a dead letter is a job, and is read as one' },
    { to: 'conversation', files: ['api.ts'], typeOnly: true, why: OWN_CONTRACTS },
    {
      to: 'understanding',
      files: [
        'labelled-set.ts',
        'labelling.ts',
        'own-model.ts',
        'training-set.ts',
        'releases.ts',
        'trainer-api.ts',
      ],
      why: FRONT_DOOR,
    },
  ],
  console: [
    { to: 'parts.ts', typeOnly: true, why: OWN_CONTRACTS },
    { to: 'platform', why: 'clock, random names, tokens, log, the SQL port' },
    { to: 'http', why: 'pages are behind the same door: errors, keys and the context of a request' },
    { to: 'knowledge', why: 'the knowledge pages put documents in' },
    { to: 'analytics', why: 'the stats page shows the report' },
    {
      to: 'understanding',
      files: [
        'labelled-set.ts',
        'labelling.ts',
        'learning.ts',
        'releases.ts',
        'suggest.ts',
        'trainer-api.ts',
      ],
      why: 'the understanding pages show the labelled set, the versions and why a text is taken for what',
    },
    { to: 'conversation', files: ['api.ts', 'try-out.ts'], typeOnly: true, why: OWN_CONTRACTS },
  ],
  demo: [
    { to: 'parts.ts', typeOnly: true, why: OWN_CONTRACTS },
    { to: 'platform', why: 'hashes for the demo key' },
    { to: 'http', why: 'errors and the context of a request' },
    { to: 'console', files: ['layout.tsx', 'page-headers.ts'], why: 'the demo pages look like the others' },
    {
      to: 'understanding',
      files: ['models.ts'],
      why: 'the demo shop is seeded with the version of the model in use',
    },
  ],
  'config.ts': [],
  'parts.ts': [
    { to: 'config.ts', typeOnly: true, why: OWN_CONTRACTS },
    ...[
      'analytics',
      'campaigns',
      'conversation',
      'knowledge',
      'outbound',
      'outreach',
      'platform',
      'store',
      'understanding',
    ].map((to) => ({
      to,
      typeOnly: true as const,
      why: OWN_CONTRACTS,
    })),
  ],
};

/** Where rooms meet. */
const COMPOSITION = ['wiring.ts', 'index.ts'];

/** Packages and platform modules by room; what is not here is not allowed. Types cost nothing at run time, but tie all the same. */
const PACKAGES: Record<string, readonly string[]> = {
  analytics: ['papaparse', 'zod'],
  campaigns: ['papaparse', 'liquidjs', 'cloudflare:workers'],
  console: ['hono', 'zod', 'cloudflare:workers'],
  contacts: ['libphonenumber-js'],
  conversation: ['cloudflare:workers'],
  demo: ['hono'],
  http: ['hono', '@hono/zod-openapi', 'zod', 'cloudflare:workers'],
  knowledge: ['papaparse', 'robots-parser', 'fflate', 'unpdf', 'cloudflare:workers'],
  outbound: ['cloudflare:workers', 'itty-durable'],
  outreach: ['cloudflare:workers'],
  platform: ['node:sqlite', 'zod'],
  store: ['drizzle-orm', 'zod'],
  understanding: ['chrono-node', 'libphonenumber-js', 'eld', 'zod', 'cloudflare:workers'],
  'config.ts': ['zod'],
};

/** Scripts that lie beside what they make; the Worker never imports them. */
const SCRIPTS = [
  'understanding/train-default.ts',
  'knowledge/learn-sentences.ts',
  'knowledge/learn-weights.ts',
  'understanding/train-word-meanings.ts',
  'understanding/meaning-teacher.ts',
  'understanding/meaning-sentences.ts',
  'understanding/meaning-patterns.ts',
  'understanding/fit-meanings.ts',
  'understanding/principal-axes.ts',
  'knowledge/train-reranker.ts',
  'knowledge/training-lessons.ts',
  'knowledge/training-sets.ts',
];

const files = sourceFiles('src');
const code = files.filter((file) => /\.tsx?$/.test(file.path) && !file.path.endsWith('.d.ts'));
const imports = code.flatMap((file) => importsOf(file));
const inRoom = (room: string) => code.filter((file) => file.room === room);

describe('borders', () => {
  test('every import from one room into another is in the table of edges', () => {
    const foreign = imports.filter(
      ({ from, to }) => to !== null && to.room !== from.room && !COMPOSITION.includes(from.room),
    );
    expect(foreign.length).toBeGreaterThan(100);
    expect(foreign.filter((one) => !isAllowed(one)).map(spell)).toEqual([]);
  });

  test('no edge is allowed that nobody uses', () => {
    const unused = Object.entries(EDGES).flatMap(([room, edges]) =>
      edges
        .filter((edge) => !imports.some((one) => one.from.room === room && uses(one, edge)))
        .map((edge) => `${room} -> ${edge.to}`),
    );
    expect(unused).toEqual([]);
  });

  test('the domain imports nothing but itself', () => {
    expect(
      imports.filter(({ from, to }) => from.room === 'domain' && to?.room !== 'domain').map(spell),
    ).toEqual([]);
  });

  test('every room uses only the packages and platform modules of its line', () => {
    const foreign = imports.filter(
      ({ from, packageName }) =>
        packageName !== null &&
        !SCRIPTS.includes(`${from.room}/${from.name}`) &&
        !(PACKAGES[from.room] ?? []).includes(packageName),
    );
    expect(foreign.map(spell)).toEqual([]);
  });

  test('scripts that train are not part of the Worker', () => {
    const isScript = ({ room, name }: { room: string; name: string }) => SCRIPTS.includes(`${room}/${name}`);
    expect(
      imports.filter(({ from, to }) => to !== null && isScript(to) && !isScript(from)).map(spell),
    ).toEqual([]);
  });

  test('our own files are imported with their extension', () => {
    expect(
      imports.filter(({ to, spec }) => to !== null && !/\.(tsx?|sql|json)$/.test(spec)).map(spell),
    ).toEqual([]);
  });
});

describe('what only a few files may do', () => {
  /** No clock, no chance and no network of their own: the same input gives the same result, in the Worker and in the simulator. */
  const pure = [
    ...inRoom('domain'),
    ...inRoom('flows'),
    ...inRoom('conversation').filter((file) => !['object.ts', 'sockets.ts'].includes(file.name)),
    ...inRoom('campaigns').filter((file) => file.name !== 'object.ts'),
    ...inRoom('outreach').filter((file) => file.name !== 'object.ts'),
    ...inRoom('knowledge').filter(
      (file) => !['library.ts', 'ingest-object.ts', 'ingest-ports.ts'].includes(file.name),
    ),
    ...inRoom('channels').filter((file) => file.name !== 'http-answer.ts'),
  ];

  test('the domain and the cores read no clock, roll no dice and call nobody', () => {
    expect(pure.length).toBeGreaterThan(80);
    const forbidden = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|(?<![.\w])fetch\(/;
    expect(linesWith(pure, forbidden)).toEqual([]);
  });

  test('nothing that matters is left to waitUntil', () => {
    const allowed = ['src/http/authenticate.ts'];
    expect(linesWith(code, /\bwaitUntil\b/, allowed)).toEqual([]);
  });

  test('nothing evaluates text as code', () => {
    expect(linesWith(code, /\beval\(|\bnew Function\(/)).toEqual([]);
  });
});

describe('files', () => {
  const written = [...files, ...sourceFiles('test')].filter((file) => /\.(tsx?|js)$/.test(file.path));
  /** Made by a script, or a table of words. */
  const generated = /^src\/(understanding\/(default-model|word-meaning-table)|knowledge\/weights)\.ts$/;

  test('none has more than 400 lines; tests may have 500', () => {
    const long = written
      .filter((file) => !generated.test(file.path))
      .filter((file) => file.text.split('\n').length > (file.path.startsWith('src/') ? 401 : 501));
    expect(long.map((file) => file.path)).toEqual([]);
  });

  test('none is called by what it is not: a drawer for everything', () => {
    const drawer = /(^|[/-])(utils?|helpers?|common|services?|managers?)([./-]|$)/;
    expect(written.filter((file) => drawer.test(file.path)).map((file) => file.path)).toEqual([]);
  });

  test('all have names in kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/;
    expect(
      written.filter((file) => !kebab.test(file.path.split('/').at(-1) ?? '')).map((file) => file.path),
    ).toEqual([]);
  });

  test('only the Worker itself has a default export', () => {
    expect(linesWith(code, /^export default|\bas default\b/, ['src/index.ts'])).toEqual([]);
  });

  test('the Worker is short: no logic in it', () => {
    expect(code.find((file) => file.path === 'src/index.ts')?.text.split('\n').length).toBeLessThan(60);
  });

  test('none leaves work for later, and none knows the machine that it was written on', () => {
    const later = /\b(TO[D]O|FIX[M]E|X[X]X)\b/;
    const places = new RegExp(`(^|[\\s'"\`(=:])/(${['work', 'root', 'home', 'tmp', 'Users'].join('|')})/`);
    const all = textFiles();
    expect(all.length).toBeGreaterThan(300);
    expect(linesWith(all, later)).toEqual([]);
    expect(linesWith(all, places)).toEqual([]);
  });

  test('each room of the plan is there, and no other', () => {
    expect(namesIn('src')).toEqual(
      expect.arrayContaining([
        'domain',
        'channels',
        'http',
        'conversation',
        'outbound',
        'wiring.ts',
        'index.ts',
      ]),
    );
    const known = new Set([...Object.keys(EDGES), ...COMPOSITION, 'env.d.ts', 'ARCHITECTURE.md']);
    expect(namesIn('src').filter((name) => !known.has(name))).toEqual([]);
  });
});

function isAllowed(one: Import): boolean {
  if (one.to?.room === 'domain') return true;
  return (EDGES[one.from.room] ?? []).some((edge) => uses(one, edge));
}

function uses({ from, to, typeOnly }: Import, edge: Edge): boolean {
  return (
    to !== null &&
    to.room === edge.to &&
    (edge.files === undefined || edge.files.includes(to.name)) &&
    (edge.from === undefined || edge.from.includes(from.name)) &&
    (edge.typeOnly !== true || typeOnly)
  );
}

const spell = ({ from, spec, typeOnly }: Import): string =>
  `${from.path} imports ${typeOnly ? 'type ' : ''}${spec}`;

function linesWith(among: readonly SourceFile[], pattern: RegExp, except: readonly string[] = []): string[] {
  return among
    .filter((file) => !except.includes(file.path))
    .flatMap((file) =>
      file.text
        .split('\n')
        .map((line, index) => ({ line, at: `${file.path}:${index + 1}` }))
        .filter(({ line }) => pattern.test(line))
        .map(({ line, at }) => `${at} ${line.trim()}`),
    );
}
