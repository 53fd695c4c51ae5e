/**
 * The wording of a campaign: Liquid without loops, files, clock or functions. What is left does work in proportion to the
 * length of the template, which is limited; on Workers the clock stands still while code runs, so a time budget would not.
 */
import { Liquid, TokenizationError, ParseError, RenderError, UndefinedVariableError } from 'liquidjs';

export const MAX_TEMPLATE_CHARS = 4_000;

const TAGS = ['if', 'unless', 'case', 'assign', 'comment', 'raw'];
/** None of them makes more than the sum of what it is given, and `memoryLimit` counts that. */
const FILTERS =
  'upcase downcase capitalize strip lstrip rstrip squish default truncate truncatewords append prepend remove remove_first ' +
  'size plus minus times divided_by modulo round floor ceil abs at_least at_most';

const engine = restricted();

export type TemplateContext = {
  contact: Readonly<Record<string, string>>;
  business: { name: string };
};

export type Template = {
  /** Attributes that the text asks for. */
  attributes: readonly string[];
  /** Null when this contact's values make it exceed the budget. */
  render: (context: TemplateContext) => string | null;
};

export type TemplateResult =
  | { kind: 'template'; template: Template }
  /** Lines and columns count from 1. Nothing of the text is repeated. */
  | { kind: 'error'; line: number; column: number; message: string };

export function compileTemplate(text: string): TemplateResult {
  if (text.length > MAX_TEMPLATE_CHARS) return fault(1, 1, `at most ${MAX_TEMPLATE_CHARS} characters`);
  if (text.trim() === '') return fault(1, 1, 'the text is empty');
  try {
    const parsed = engine.parse(text);
    const globals = Object.values(engine.analyzeSync(parsed, { partials: false }).globals).flat();
    const attributes = new Set<string>();
    for (const { segments, location } of globals) {
      const [root, name, ...deeper] = segments;
      const known = root === 'contact' || (root === 'business' && name === 'name');
      if (!known || typeof name !== 'string' || deeper.length > 0)
        return fault(location.row, location.col, 'only contact.<attribute> and business.name are known here');
      if (root === 'contact') attributes.add(name);
    }
    return {
      kind: 'template',
      template: {
        attributes: [...attributes],
        render: (context) => {
          try {
            const rendered: unknown = engine.renderSync(parsed, context);
            return typeof rendered === 'string' ? plain(rendered) : null;
          } catch (error) {
            if (RenderError.is(error) || UndefinedVariableError.is(error)) return null;
            throw error;
          }
        },
      },
    };
  } catch (error) {
    if (!(error instanceof TokenizationError || error instanceof ParseError || error instanceof RenderError))
      throw error;
    const [line = 1, column = 1] = error.token.getPosition();
    return fault(line, column, explain(error.message));
  }
}

function restricted(): Liquid {
  const liquid = new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    jsTruthy: false,
    parseLimit: MAX_TEMPLATE_CHARS,
    memoryLimit: 100_000,
    templates: {},
    relativeReference: false,
  });
  const filters = FILTERS.split(' ');
  for (const name of Object.keys(liquid.tags)) if (!TAGS.includes(name)) delete liquid.tags[name];
  for (const name of Object.keys(liquid.filters)) if (!filters.includes(name)) delete liquid.filters[name];
  return liquid;
}

/** A message is one piece of plain text: no control characters but the line break. */
function plain(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, '').trim();
}

function explain(message: string): string {
  if (message.startsWith('undefined filter')) return 'this filter is not available';
  if (/^tag .* not found/.test(message)) return 'this tag is not available';
  if (message.includes('not closed')) return 'this is not closed';
  return 'this is not valid Liquid';
}

function fault(line: number, column: number, message: string): TemplateResult {
  return { kind: 'error', line, column, message };
}
