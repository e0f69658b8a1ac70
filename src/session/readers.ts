import { SESSION_LIMITS } from './limits.ts';

/** A value that is not what its place asks for. `path` leads to it; the message goes on: `must be …`. */
export class Wrong extends Error {
  override readonly name = 'Wrong';
  readonly path: readonly (string | number)[];

  constructor(message: string, path: readonly (string | number)[] = []) {
    super(message);
    this.path = path;
  }
}

/** Takes a value out of JSON and gives it as what it must be. Throws `Wrong`, and nothing else. */
export type Reader<T> = (value: unknown) => T;

/** A reader of a key that may be missing. */
export type Optional<T> = Reader<T> & { readonly optional: true };

/** A reader for every key of `T`; for those that may be missing, an optional one. */
export type Shape<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K> ? Optional<Exclude<T[K], undefined>> : Reader<T[K]>;
};

/** Marks a key as one that may be missing. */
export function optional<T>(read: Reader<T>): Optional<T> {
  return Object.assign((value: unknown) => read(value), { optional: true as const });
}

/**
 * An object with these keys. It is read in place, so that its keys keep their order; keys that are
 * not known, `__proto__` among them, are taken out.
 */
export function object<T extends object>(shape: Shape<T>): Reader<T> {
  const readers = new Map(Object.entries<Reader<unknown>>(shape));
  const needed = [...readers].filter(([, read]) => !('optional' in read)).map(([key]) => key);
  return (value) => {
    if (!isRecord(value)) throw new Wrong('must be an object');
    for (const key of Object.keys(value)) {
      const read = readers.get(key);
      if (read === undefined) delete value[key];
      else value[key] = within(key, read, value[key]);
    }
    for (const key of needed) if (!Object.hasOwn(value, key)) throw new Wrong('is missing', [key]);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every key of T was read just now
    return value as T;
  };
}

/** A list of at most `most` items of one kind. */
export function list<T>(read: Reader<T>, most: number = SESSION_LIMITS.list): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new Wrong('must be a list');
    if (value.length > most) throw new Wrong(`must have at most ${most} entries`);
    return value.map((item: unknown, index) => within(index, read, item));
  };
}

/** Text of at most `most` characters. */
export function text(most: number = SESSION_LIMITS.text): Reader<string> {
  return (value) => {
    if (typeof value !== 'string') throw new Wrong('must be text');
    if (value.length > most) throw new Wrong(`must have at most ${most} characters`);
    return value;
  };
}

/** One of the words listed. */
export function oneOf<T extends string>(...words: readonly T[]): Reader<T> {
  return (value) => {
    const word = words.find((known) => known === value);
    if (word === undefined) throw new Wrong(`must be ${words.join(' or ')}`);
    return word;
  };
}

/** A number from `least` to `most`. */
export function number(least: number, most: number): Reader<number> {
  return (value) => {
    // JSON writes Infinity as 1e999.
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Wrong('must be a number');
    if (value < least || value > most) throw new Wrong(`must be from ${least} to ${most}`);
    // JSON can say -0, which it would never write.
    return value === 0 ? 0 : value;
  };
}

/** A whole number from `least` to `most`. */
export function whole(least: number, most: number): Reader<number> {
  const read = number(least, most);
  return (value) => {
    if (!Number.isSafeInteger(read(value))) throw new Wrong('must be a whole number');
    return read(value);
  };
}

/** True or false. */
export const truth: Reader<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new Wrong('must be true or false');
  return value;
};

/** At most `most` bytes out of base64 (RFC 4648 §4), written in the one way in which a run writes it. */
export function bytes(most: number): Reader<Uint8Array> {
  return (value) => {
    if (typeof value !== 'string') throw new Wrong('must be base64 text');
    if (value.length > Math.ceil(most / 3) * 4) throw new Wrong(`must be at most ${most} bytes`);
    const decoded = Buffer.alloc(Buffer.byteLength(value, 'base64'));
    const length = decoded.write(value, 'base64');
    // Node passes over what is not base64: only the way back shows that all of it was.
    if (length !== decoded.length || decoded.toString('base64') !== value) {
      throw new Wrong('must be base64 text');
    }
    if (length > most) throw new Wrong(`must be at most ${most} bytes`);
    return decoded;
  };
}

/** Any JSON object within the bounds of a lane's settings. */
export const settings: Reader<Readonly<Record<string, unknown>>> = (value) => {
  if (!isRecord(value)) throw new Wrong('must be an object');
  let left: number = SESSION_LIMITS.settings;
  const visit = (item: unknown, depth: number): void => {
    left -= 1;
    if (left < 0) throw new Wrong(`must have at most ${SESSION_LIMITS.settings} entries`);
    if (depth > SESSION_LIMITS.depth) throw new Wrong(`must be at most ${SESSION_LIMITS.depth} deep`);
    if (Array.isArray(item)) for (const each of item) visit(each, depth + 1);
    else if (isRecord(item)) {
      if (Object.hasOwn(item, '__proto__')) delete item['__proto__'];
      for (const each of Object.values(item)) visit(each, depth + 1);
    }
  };
  visit(value, 0);
  return value;
};

function within<T>(key: string | number, read: Reader<T>, value: unknown): T {
  try {
    return read(value);
  } catch (error) {
    throw error instanceof Wrong ? new Wrong(error.message, [key, ...error.path]) : error;
  }
}

/** Whether a value is an object as JSON knows it: no list, not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
