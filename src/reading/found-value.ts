import type { Span } from '../../lab/wire/span.ts';

/** What a field is, by its name and its place. */
const FOUND_KINDS = ['password', 'user', 'cookie', 'credentials', 'field'] as const;

/** One of these kinds. */
export type FoundKind = (typeof FOUND_KINDS)[number];

/** A value before it is known on which connection it passed; `place` counts within the bytes given. */
export interface FoundValue {
  readonly name: string;
  readonly value: string;
  readonly kind?: FoundKind;
  readonly place?: Span;
  /** What it stands in, where that is more than its unit: `form of stream 3`. */
  readonly where?: string;
}

const PASSWORD = /pass(?:word|wd|phrase|code)?(?!port|ive|enger|age)|pwd|^pw$|passwort|secret|^pin$/i;
const USER = /^(?:user(?:_?(?:name|id))?|login(?:_?name)?|e-?mail|uname|uid|account|benutzer)$/i;
const TOKEN = /token|api_?-?key|session_?id|^sid$|^jwt$/i;

/** What a field of this name holds. */
export function kindOfName(name: string): FoundKind {
  const last =
    name
      .split(/[.[\]]/)
      .filter(Boolean)
      .at(-1) ?? name;
  if (PASSWORD.test(last)) return 'password';
  if (USER.test(last)) return 'user';
  return TOKEN.test(last) ? 'credentials' : 'field';
}
