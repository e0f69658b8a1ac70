import {
  $ZodArray,
  $ZodDefault,
  $ZodNever,
  $ZodObject,
  $ZodOptional,
  $ZodPipe,
  $ZodPrefault,
  $ZodRecord,
  $ZodType,
  $ZodUnion,
} from 'zod/v4/core';
import { wordingOf } from './wording.ts';

type Schema = $ZodType;
type Path = readonly PropertyKey[];

/** What a path of a file's content leads to, without what wraps it; undefined where nothing may stand there. */
export function schemaAt(schema: Schema, path: Path, content: unknown): Schema | undefined {
  const last = path.at(-1);
  if (last === undefined) return unwrapped(schema);
  const above = path.slice(0, -1);
  const parent = shapeAt(schema, above, content);
  return parent && partOf(parent, last);
}

/** The same, and where that is one of several shapes the one that the value was meant to have. */
export function shapeAt(schema: Schema, path: Path, content: unknown): Schema | undefined {
  const found = schemaAt(schema, path, content);
  const meant = wordingOf(found).meant?.(valueAt(content, path));
  return meant instanceof $ZodType ? unwrapped(meant) : found;
}

/** The keys that may stand in a group of a shape, or of any of several shapes. */
export function keysOf(schema: Schema | undefined): readonly string[] {
  if (schema instanceof $ZodObject) return Object.keys(schema._zod.def.shape);
  if (schema instanceof $ZodUnion)
    return schema._zod.def.options.flatMap((option) => keysOf(unwrapped(option)));
  return [];
}

/** Whether a shape is a group that has the keys of its schema and no other. */
export function isClosed(schema: Schema | undefined): boolean {
  return schema instanceof $ZodObject && schema._zod.def.catchall instanceof $ZodNever;
}

/** What a path leads to in plain values. */
export function valueAt(content: unknown, path: Path): unknown {
  let value = content;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function partOf(schema: Schema, key: PropertyKey): Schema | undefined {
  if (schema instanceof $ZodObject) {
    const { shape, catchall } = schema._zod.def;
    const part = Object.hasOwn(shape, key) ? shape[String(key)] : catchall;
    return part && unwrapped(part);
  }
  if (schema instanceof $ZodRecord) return unwrapped(schema._zod.def.valueType);
  if (schema instanceof $ZodArray) return unwrapped(schema._zod.def.element);
  if (schema instanceof $ZodUnion)
    return schema._zod.def.options.flatMap((option) => partOf(unwrapped(option), key) ?? [])[0];
  return undefined;
}

/** A schema without its default, and before it is converted. */
function unwrapped(schema: Schema): Schema {
  if (schema instanceof $ZodPipe) return unwrapped(schema._zod.def.in);
  const isWrapper =
    schema instanceof $ZodOptional || schema instanceof $ZodDefault || schema instanceof $ZodPrefault;
  return isWrapper ? unwrapped(schema._zod.def.innerType) : schema;
}
