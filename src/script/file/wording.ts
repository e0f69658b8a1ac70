import type * as z from 'zod/mini';

/** What the sentences about a file say of one part of its schema, where its key alone does not do. */
export interface Wording {
  /** The part, as in `unknown key "x" in a lane`. */
  readonly name?: string;
  /** One of a list, as in `step 3`, or of a group of names, as in `lane "plain"`. */
  readonly entry?: string;
  /** What to add where it is missing: `minutes: 3`. */
  readonly example?: string;
  /** What was probably meant by a wrong value. Comes before the known word that is written most like it. */
  readonly help?: (value: unknown) => string | undefined;
  /** What else may help where a word is like none of the known ones. */
  readonly hint?: string;
  /** Of a part with keys: what was probably wanted by a word that is no key of it. */
  readonly instead?: (key: string) => string | undefined;
  /** The whole sentence about a wrong value; undefined where the general one does. */
  readonly wrong?: (value: unknown) => string | undefined;
  /** For a value of one of several shapes: the one that it was meant to have, or why there is none. */
  readonly meant?: (value: unknown) => z.core.$ZodType | MeantNothing;
}

/** Why a value of none of several shapes cannot be told by one of them, and the key in it that shows this. */
export interface MeantNothing {
  readonly message: string;
  readonly key?: string;
}

const WORDINGS = new WeakMap<z.core.$ZodType, Wording>();

/** The schema itself, with words of its own from now on. Comes after every `check`, which makes another schema. */
export function worded<Schema extends z.core.$ZodType>(schema: Schema, wording: Wording): Schema {
  WORDINGS.set(schema, wording);
  return schema;
}

/** The words for a part of a schema. */
export function wordingOf(schema: z.core.$ZodType | undefined): Wording {
  return (schema && WORDINGS.get(schema)) ?? {};
}
