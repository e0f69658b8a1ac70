import type { Span } from '../../lab/wire/span.ts';

/** What a field is, by its name and its place. */
export const FOUND_KINDS = ['password', 'user', 'cookie', 'credentials', 'field'] as const;

/** One of these kinds. */
export type FoundKind = (typeof FOUND_KINDS)[number];

/** A value before it is known on which connection it passed; `place` counts within the bytes given. */
export interface FoundValue {
  readonly name: string;
  readonly value: string;
  readonly kind?: FoundKind;
  readonly place?: Span;
}
