import { viewOf } from '../wire/bytes.ts';
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

/** How one value stands in JSON, both ways. */
export interface FieldCodec<T> {
  /** Takes a value out of JSON and gives it as what it must be. Throws `Wrong`, and nothing else. */
  readonly read: (value: unknown) => T;
  /** Gives the value as JSON text; undefined where that is what `JSON.stringify` gives. */
  readonly write: ((value: T) => string) | undefined;
  /** What may stand there, as data. */
  readonly takes: Extent;
}

/** What a codec takes, as data: whoever has it can make such values up. */
export type Extent =
  | { readonly of: 'text' | 'bytes'; readonly most: number }
  | { readonly of: 'number' | 'whole'; readonly least: number; readonly most: number }
  | { readonly of: 'word'; readonly words: readonly string[] }
  | { readonly of: 'truth' | 'settings' }
  | { readonly of: 'list'; readonly item: Extent; readonly most: number }
  | { readonly of: 'pair'; readonly item: Extent }
  | { readonly of: 'object'; readonly fields: Readonly<Record<string, FieldExtent>> };

/** What a key of an object takes, and whether it may be missing. */
export type FieldExtent = Extent & { readonly optional: boolean };

/** The codec of a key that may be missing. */
export type OptionalCodec<T> = FieldCodec<T> & { readonly optional: true };

/** A codec for every key of `T`; for those that may be missing, an optional one. */
export type FieldCodecs<T> = {
  readonly [K in keyof T]-?: object extends Pick<T, K>
    ? OptionalCodec<Exclude<T[K], undefined>>
    : FieldCodec<T[K]>;
};

/** Marks a key as one that may be missing. */
export function optional<T>(codec: FieldCodec<T>): OptionalCodec<T> {
  return { ...codec, optional: true };
}

/**
 * An object with these keys. It is read in place, so that its keys keep their order; keys that are
 * not known, `__proto__` among them, are taken out.
 */
export function objectOf<T extends object>(fields: FieldCodecs<T>): FieldCodec<T> {
  const codecs = new Map<string, FieldCodec<unknown>>(Object.entries(fields));
  const needed = [...codecs].filter(([, codec]) => !('optional' in codec)).map(([key]) => key);
  const codec: FieldCodec<Record<string, unknown>> = {
    read: (value) => {
      if (!isRecord(value)) throw new Wrong('must be an object');
      for (const key of Object.keys(value)) {
        const known = codecs.get(key);
        if (known === undefined) delete value[key];
        else value[key] = readWithin(key, known, value[key]);
      }
      for (const key of needed) if (!Object.hasOwn(value, key)) throw new Wrong('is missing', [key]);
      return value;
    },
    write: writeOf(codecs),
    takes: { of: 'object', fields: Object.fromEntries([...codecs].map(extentOf)) },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- there is a codec for every key of T
  return codec as unknown as FieldCodec<T>;
}

/** Writes an object whose keys JSON cannot hold all as they are. Text is put together: copying the object costs more. */
function writeOf(codecs: ReadonlyMap<string, FieldCodec<unknown>>): FieldCodec<object>['write'] {
  if ([...codecs.values()].every(({ write }) => write === undefined)) return undefined;
  const writers = new Map(
    [...codecs].map(([key, { write = JSON.stringify }]) => [key, { label: JSON.stringify(key), write }]),
  );
  return (value) => {
    let out = '';
    for (const [key, item] of Object.entries(value)) {
      const writer = item === undefined ? undefined : writers.get(key);
      if (writer !== undefined) out += `${out === '' ? '' : ','}${writer.label}:${writer.write(item)}`;
    }
    return `{${out}}`;
  };
}

function extentOf([key, codec]: [string, FieldCodec<unknown>]): [string, FieldExtent] {
  return [key, { ...codec.takes, optional: 'optional' in codec }];
}

/** A list of at most `most` items of one kind. */
export function listOf<T>(item: FieldCodec<T>, most: number = SESSION_LIMITS.list): FieldCodec<readonly T[]> {
  const { write } = item;
  return {
    read: (value) => {
      if (!Array.isArray(value)) throw new Wrong('must be a list');
      if (value.length > most) throw new Wrong(`must have at most ${most} entries`);
      return value.map((each: unknown, index) => readWithin(index, item, each));
    },
    write: write === undefined ? undefined : (value) => `[${value.map(write).join(',')}]`,
    takes: { of: 'list', item: item.takes, most },
  };
}

/** A name and a value, as a list of two texts. */
export function pairOf(item: FieldCodec<string>): FieldCodec<readonly [name: string, value: string]> {
  const items = listOf(item, 3);
  return {
    read: (value) => {
      const [name, content, ...more] = items.read(value);
      if (name === undefined || content === undefined || more.length > 0) {
        throw new Wrong('must be a name and a value');
      }
      return [name, content];
    },
    write: undefined,
    takes: { of: 'pair', item: item.takes },
  };
}

/** Text of at most `most` characters. */
export function textUpTo(most: number): FieldCodec<string> {
  return {
    read: (value) => {
      if (typeof value !== 'string') throw new Wrong('must be text');
      if (value.length > most) throw new Wrong(`must have at most ${most} characters`);
      return value;
    },
    write: undefined,
    takes: { of: 'text', most },
  };
}

/** One of the words listed. */
export function oneOf<T extends string>(...words: readonly T[]): FieldCodec<T> {
  return {
    read: (value) => {
      const word = words.find((known) => known === value);
      if (word === undefined) throw new Wrong(`must be ${words.join(' or ')}`);
      return word;
    },
    write: undefined,
    takes: { of: 'word', words },
  };
}

/** A number from `least` to `most`. */
export function numberFrom(least: number, most: number): FieldCodec<number> {
  return {
    read: (value) => {
      // JSON writes Infinity as 1e999.
      if (typeof value !== 'number' || !Number.isFinite(value)) throw new Wrong('must be a number');
      if (value < least || value > most) throw new Wrong(`must be from ${least} to ${most}`);
      // JSON can say -0, which it would never write.
      return value === 0 ? 0 : value;
    },
    write: undefined,
    takes: { of: 'number', least, most },
  };
}

/** A whole number from `least` to `most`. */
export function wholeFrom(least: number, most: number): FieldCodec<number> {
  const { read } = numberFrom(least, most);
  return {
    read: (value) => {
      const number = read(value);
      if (!Number.isSafeInteger(number)) throw new Wrong('must be a whole number');
      return number;
    },
    write: undefined,
    takes: { of: 'whole', least, most },
  };
}

/** True or false. */
export const truth: FieldCodec<boolean> = {
  read: (value) => {
    if (typeof value !== 'boolean') throw new Wrong('must be true or false');
    return value;
  },
  write: undefined,
  takes: { of: 'truth' },
};

/** At most `most` bytes as base64 (RFC 4648 §4), which is read only in the one way in which it is written. */
export function bytesUpTo(most: number): FieldCodec<Uint8Array> {
  return {
    read: (value) => {
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
    },
    write: (bytes) => `"${viewOf(bytes).toString('base64')}"`,
    takes: { of: 'bytes', most },
  };
}

/** Any JSON object within the bounds of a lane's settings. */
export const settingsObject: FieldCodec<Readonly<Record<string, unknown>>> = {
  read: (value) => {
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
  },
  write: undefined,
  takes: { of: 'settings' },
};

function readWithin<T>(key: string | number, { read }: FieldCodec<T>, value: unknown): T {
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
