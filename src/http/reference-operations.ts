/** The API document, flattened into what the reference page shows. Reads the document like any client would. */

export type Operation = {
  anchor: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description: string;
  scope: string | null;
  curl: string;
  /** Name, type, notes. */
  fields: string[][];
  /** Status, meaning. */
  answers: string[][];
  answerFields: string[][];
};

type Json = Record<string, unknown>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const MAX_DEPTH = 3;

export function readOperations(document: object, publicUrl: string): Operation[] {
  const root = objectOf(document);
  return Object.entries(objectOf(root['paths'])).flatMap(([path, item]) =>
    METHODS.filter((method) => Object.hasOwn(objectOf(item), method)).map((method) =>
      readOperation(root, publicUrl, path, method, objectOf(objectOf(item)[method])),
    ),
  );
}

function readOperation(
  root: Json,
  publicUrl: string,
  path: string,
  method: string,
  operation: Json,
): Operation {
  const parameters = listOf(operation['parameters']).map((parameter) => deref(root, parameter));
  const content = objectOf(objectOf(operation['requestBody'])['content']);
  const [bodyType = 'application/json', media] = Object.entries(content)[0] ?? [];
  const body = objectOf(media);
  const responses = Object.entries(objectOf(operation['responses']));
  const success = objectOf(responses.find(([status]) => status.startsWith('2'))?.[1]);
  const [, answerMedia] = Object.entries(objectOf(success['content']))[0] ?? [];
  return {
    anchor: `${method}-${path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}`,
    method: method.toUpperCase(),
    path,
    tag: textOf(listOf(operation['tags'])[0]) || 'Other',
    summary: textOf(operation['summary']) || path,
    description: textOf(operation['description']),
    scope: scopeOf(operation),
    curl: curlOf(publicUrl, path, method, operation, parameters, bodyType, body['example']),
    fields: [
      ...parameters.map((parameter) => [
        textOf(parameter['name']),
        `${typeOf(root, parameter['schema'])}, in the ${textOf(parameter['in'])}`,
        notesOf(
          { description: parameter['description'], ...objectOf(parameter['schema']) },
          parameter['required'] === true,
        ),
      ]),
      ...fieldsOf(root, body['schema'], '', 0),
    ],
    answers: responses.map(([status, response]) => [status, textOf(objectOf(response)['description'])]),
    answerFields: fieldsOf(root, objectOf(answerMedia)['schema'], '', 1),
  };
}

function scopeOf(operation: Json): string | null {
  const [first] = listOf(operation['security']);
  const [scope] = listOf(objectOf(first)['apiKey']);
  return textOf(scope) || null;
}

function curlOf(
  publicUrl: string,
  path: string,
  method: string,
  operation: Json,
  parameters: readonly Json[],
  bodyType: string,
  example: unknown,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const parameter = parameters.find((candidate) => candidate['name'] === name);
    return textOf(objectOf(parameter?.['schema'])['example']) || `{${name}}`;
  });
  const lines = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}'${publicUrl}${filled}'`,
    ...(scopeOf(operation) === null ? [] : [`-H "Authorization: Bearer $SHOPBELL_KEY"`]),
    ...(operation['x-idempotency-key'] === 'required' ? ['-H "Idempotency-Key: $(uuidgen)"'] : []),
  ];
  if (example !== undefined) {
    const data = typeof example === 'string' ? example : JSON.stringify(example);
    lines.push(`-H 'Content-Type: ${bodyType}'`, `-d '${data.replaceAll("'", String.raw`'\''`)}'`);
  }
  return lines.join(' \\\n  ');
}

function fieldsOf(root: Json, schemaOrRef: unknown, under: string, depth: number): string[][] {
  const schema = deref(root, schemaOrRef);
  if (depth > MAX_DEPTH) return [];
  if (schema['items'] !== undefined) return fieldsOf(root, schema['items'], `${under}[]`, depth);
  const required = listOf(schema['required']);
  return Object.entries(objectOf(schema['properties'])).flatMap(([name, inner]) => {
    const path = under === '' ? name : `${under}.${name}`;
    const own = [path, typeOf(root, inner), notesOf(deref(root, inner), required.includes(name))];
    return [own, ...fieldsOf(root, inner, path, depth + 1)];
  });
}

function typeOf(root: Json, schemaOrRef: unknown): string {
  const schema = deref(root, schemaOrRef);
  const choices = listOf(schema['anyOf']).map((choice) => typeOf(root, choice));
  if (choices.length > 0) return choices.join(' or ');
  const values = listOf(schema['enum']).map((value) => JSON.stringify(value));
  if (values.length > 0) return values.join(' | ');
  const type = schema['type'];
  const name = Array.isArray(type) ? type.join(' or ') : textOf(type);
  const format = textOf(schema['format']);
  if (name.startsWith('array')) return `list of ${typeOf(root, schema['items'])}`;
  return format === '' ? name || 'any' : `${name} (${format})`;
}

const BOUNDS: readonly (readonly [string, (value: string) => string])[] = [
  ['minimum', (value) => `at least ${value}`],
  ['maximum', (value) => `at most ${value}`],
  ['maxLength', (value) => `up to ${value} characters`],
  ['maxItems', (value) => `up to ${value} of them`],
  ['default', (value) => `default ${value}`],
];

function notesOf(schema: Json, required: boolean): string {
  const description = textOf(schema['description']).replace(/\.$/, '');
  const bounds = BOUNDS.filter(([name]) => schema[name] !== undefined).map(([name, words]) =>
    words(JSON.stringify(schema[name])),
  );
  return [required ? 'required' : '', description, ...bounds].filter(Boolean).join('; ');
}

function deref(root: Json, value: unknown): Json {
  const schema = objectOf(value);
  const reference = textOf(schema['$ref']);
  if (!reference.startsWith('#/')) return schema;
  const found = reference
    .slice(2)
    .split('/')
    .reduce<unknown>((at, part) => objectOf(at)[part], root);
  return objectOf(found);
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
