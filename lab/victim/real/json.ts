/** What a browser says, before anything of it is believed. */
export type Json = Readonly<Record<string, unknown>>;

/** What stands at a path of names in what a browser said; undefined where nothing does. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Reflect.get(here, name);
  }
  return here;
}

/** The text there; empty where there is none. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The number there; 0 where there is none. */
export function numberAt(value: unknown, ...path: readonly (string | number)[]): number {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : 0;
}

/** The list there; empty where there is none. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The names and their values there, those that are texts. */
export function textsAt(
  value: unknown,
  ...path: readonly (string | number)[]
): readonly (readonly [string, string])[] {
  const found = at(value, ...path);
  if (typeof found !== 'object' || found === null) return [];
  return Object.entries(found).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : []));
}

/** A message as JSON; an empty object where it is none. */
export function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object is a record of unknown values
    return typeof value === 'object' && value !== null ? (value as Json) : {};
  } catch {
    return {};
  }
}
