/** As much of JSON Schema as the API document uses: says where an answer is not what the document promises. */

type Json = Record<string, unknown>;

/** Empty when `value` fits. A property that the document does not name counts as wrong too: nothing leaves unannounced. */
export function schemaErrors(root: Json, schemaOrRef: unknown, value: unknown, path = '$'): string[] {
  const schema = deref(root, schemaOrRef);
  const choices = listOf(schema['anyOf'] ?? schema['oneOf']);
  if (choices.length > 0) {
    const results = choices.map((choice) => schemaErrors(root, choice, value, path));
    return results.some((errors) => errors.length === 0) ? [] : (results[0] ?? []);
  }
  const parts = listOf(schema['allOf']);
  if (parts.length > 0) return schemaErrors(root, merge(root, schema, parts), value, path);
  const types = Array.isArray(schema['type']) ? schema['type'] : [schema['type']];
  if (
    schema['type'] !== undefined &&
    !types.includes(typeOf(value)) &&
    !(types.includes('number') && typeOf(value) === 'integer')
  )
    return [`${path} is ${typeOf(value)}, not ${types.join(' or ')}`];
  if (Array.isArray(schema['enum']) && !schema['enum'].includes(value))
    return [`${path} is none of the listed values`];
  if (schema['format'] === 'date-time' && typeof value === 'string' && Number.isNaN(Date.parse(value)))
    return [`${path} is no time`];
  if (Array.isArray(value))
    return value.flatMap((item, index) => schemaErrors(root, schema['items'], item, `${path}[${index}]`));
  if (typeOf(value) !== 'object') return [];
  const properties = objectOf(schema['properties']);
  const rest = schema['additionalProperties'];
  const entries = Object.entries(objectOf(value));
  const missing = listOf(schema['required']).filter((name) => !entries.some(([key]) => key === name));
  return [
    ...missing.map((name) => `${path}.${String(name)} is missing`),
    ...entries.flatMap(([key, inner]) => {
      if (Object.hasOwn(properties, key)) return schemaErrors(root, properties[key], inner, `${path}.${key}`);
      if (typeof rest === 'object' && rest !== null) return schemaErrors(root, rest, inner, `${path}.${key}`);
      return [`${path}.${key} is not in the document`];
    }),
  ];
}

function merge(root: Json, schema: Json, parts: readonly unknown[]): Json {
  const all = [schema, ...parts.map((part) => deref(root, part))];
  return {
    type: all.find((part) => part['type'] !== undefined)?.['type'],
    properties: Object.assign({}, ...all.map((part) => objectOf(part['properties']))),
    required: all.flatMap((part) => listOf(part['required'])),
  };
}

function deref(root: Json, value: unknown): Json {
  const schema = objectOf(value);
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return schema;
  return objectOf(
    reference
      .slice(2)
      .split('/')
      .reduce<unknown>((at, part) => objectOf(at)[part], root),
  );
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
