import { isGroup } from '../../src/script/file/words.ts';

type Schema = Readonly<Record<string, unknown>>;
type Keyword = (value: unknown, by: unknown, schema: Schema) => boolean;

const list = (by: unknown): readonly unknown[] => (Array.isArray(by) ? by : []);
const keysOf = (value: unknown): readonly string[] => (isGroup(value) ? Object.keys(value) : []);
const lengthOf = (value: unknown): number | undefined =>
  typeof value === 'string' ? Array.from(value).length : undefined;

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'object':
      return isGroup(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

const atLeast = (value: number | undefined, by: unknown): boolean =>
  value === undefined || value >= Number(by);
const atMost = (value: number | undefined, by: unknown): boolean =>
  value === undefined || value <= Number(by);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const entries = (value: unknown): number | undefined => (Array.isArray(value) ? value.length : undefined);
const members = (value: unknown): number | undefined => (isGroup(value) ? keysOf(value).length : undefined);
const anything: Keyword = () => true;

/** The keywords of JSON Schema, draft 7, that the schema of scenario files has. */
const KEYWORDS: Readonly<Record<string, Keyword>> = {
  $schema: anything,
  title: anything,
  description: anything,
  default: anything,
  type: (value, by) => [by].flat().some((type) => isOfType(value, type)),
  enum: (value, by) => list(by).includes(value),
  const: (value, by) => value === by,
  minLength: (value, by) => atLeast(lengthOf(value), by),
  maxLength: (value, by) => atMost(lengthOf(value), by),
  pattern: (value, by) => typeof value !== 'string' || new RegExp(String(by), 'u').test(value),
  minimum: (value, by) => atLeast(number(value), by),
  maximum: (value, by) => atMost(number(value), by),
  minItems: (value, by) => atLeast(entries(value), by),
  maxItems: (value, by) => atMost(entries(value), by),
  uniqueItems: (value) => !Array.isArray(value) || new Set(value).size === value.length,
  items: (value, by) => !Array.isArray(value) || value.every((each) => fitsSchema(each, by)),
  minProperties: (value, by) => atLeast(members(value), by),
  maxProperties: (value, by) => atMost(members(value), by),
  required: (value, by) => !isGroup(value) || list(by).every((key) => keysOf(value).includes(String(key))),
  properties: (value, by) =>
    !isGroup(value) ||
    !isGroup(by) ||
    keysOf(value).every((key) => !Object.hasOwn(by, key) || fitsSchema(value[key], by[key])),
  additionalProperties: (value, by, { properties }) =>
    !isGroup(value) ||
    keysOf(value)
      .filter((key) => !keysOf(properties).includes(key))
      .every((key) => fitsSchema(value[key], by)),
  propertyNames: (value, by) => keysOf(value).every((key) => fitsSchema(key, by)),
  dependencies: (value, by) =>
    !isGroup(value) ||
    !isGroup(by) ||
    keysOf(by)
      .filter((key) => keysOf(value).includes(key))
      .every((key) => list(by[key]).every((needed) => keysOf(value).includes(String(needed)))),
  anyOf: (value, by) => list(by).some((each) => fitsSchema(value, each)),
  allOf: (value, by) => list(by).every((each) => fitsSchema(value, each)),
};

/** Whether a value is as a JSON Schema, draft 7, wants it. Throws for a keyword that no scenario's schema had so far. */
export function fitsSchema(value: unknown, schema: unknown): boolean {
  if (typeof schema === 'boolean') return schema;
  if (!isGroup(schema)) throw new Error('a schema is keys or a truth value');
  return Object.entries(schema).every(([name, by]) => {
    const keyword = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
    if (keyword === undefined) throw new Error(`the keyword ${name} is not known here: add it`);
    return keyword(value, by, schema);
  });
}
