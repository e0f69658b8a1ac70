import { indexOf, latin1 } from '../../../lab/wire/bytes.ts';
import type { EvidencePlace } from '../../../lab/facts/session.ts';
import type { Span } from '../../../lab/wire/span.ts';
import type { SecretValue } from '../secret-values.ts';
import type { Excerpt, LaneState, Mark, UnitExcerpt } from './state.ts';

/** Excerpts in clear that a lane keeps for the claims that point at one. */
const KEPT = 12;

/** The name on the mark of a place that a claim has found: it may be anything, no planted value only. */
export const POINTED = '';

/** Marks of one secret in one excerpt. */
const MARKS_EACH = 4;

/** How telling an excerpt is. Secrets in clear come first, the password before all. */
const RANK = {
  password: 1000,
  // What she sends of her own, before what her browser adds to each request.
  form: 600,
  secret: 500,
  // What he reads inside TLS tells more than the records that everybody sees.
  opened: 210,
  // A redirect to https says more than the request that it answers.
  redirect: 205,
  request: 200,
  sealedRequest: 100,
  // A ClientHello names the bank: where nothing follows it but sealed answers, it says most.
  hello: 70,
  response: 50,
  sealedResponse: 20,
  other: 10,
};

/** An excerpt held up to be looked at: what can be read in it, and how telling it is. Pure. */
export function markedExcerpt(excerpt: UnitExcerpt, planted: readonly SecretValue[]): Excerpt {
  const marks = excerpt.sealed
    ? []
    : planted.flatMap((secret) => marksOf(excerpt.unmasked ?? excerpt.bytes, secret));
  return { ...excerpt, marks, rank: rankOf(excerpt, marks) };
}

/** What passed in clear with more that did: the latest few. A message that has grown takes its own place. */
export function keptClear(
  kept: readonly UnitExcerpt[],
  passed: readonly UnitExcerpt[],
): readonly UnitExcerpt[] {
  const more = passed.filter(({ sealed }) => !sealed);
  if (more.length === 0) return kept;
  const grown = (old: UnitExcerpt): boolean => more.some((excerpt) => isSamePlace(old, excerpt));
  return [...kept.filter((old) => !grown(old)), ...more].slice(-KEPT);
}

function isSamePlace(one: UnitExcerpt, other: UnitExcerpt): boolean {
  const { connection, direction, offset } = one;
  return connection === other.connection && direction === other.direction && offset === other.offset;
}

/** The first of the places found that lies in what is kept, held up with a mark on it; undefined where none does. */
export function pointedAt(
  kept: readonly UnitExcerpt[],
  found: readonly EvidencePlace[],
): Excerpt | undefined {
  for (const { connection, direction, offset, length } of found) {
    const excerpt = kept.find(
      (each) =>
        each.connection === connection &&
        each.direction === direction &&
        each.offset <= offset &&
        offset < each.offset + each.bytes.length,
    );
    if (excerpt === undefined) continue;
    // A place that is most of the excerpt needs no mark: the excerpt itself is what was found.
    const marks =
      length * 2 > excerpt.length ? [] : [{ secret: POINTED, offset: offset - excerpt.offset, length }];
    return { ...excerpt, marks, rank: 0 };
  }
  return undefined;
}

/** What a lane shows of its bytes: the place that a claim points at, else what was changed, else what tells most. */
export function shownExcerpt({ pointed, changed, excerpt }: LaneState): Excerpt | undefined {
  return pointed ?? changed?.at ?? excerpt;
}

/** Names of the values that can be read in what is held up. */
export function namesIn(excerpt: Excerpt, planted: readonly SecretValue[]): ReadonlySet<string> {
  // What is pointed at has no rank, and no other mark than that.
  const { marks } = excerpt.rank === 0 ? markedExcerpt(excerpt, planted) : excerpt;
  return new Set(marks.map(({ secret }) => secret));
}

/** The address that a redirect names, and where in the excerpt it stands. */
export interface Redirect extends Span {
  readonly address: string;
}

/** Where a redirect in clear sends the victim on over https (RFC 9110, section 15.4); undefined for anything else. */
export function redirectOf({ direction, sealed, label, bytes }: UnitExcerpt): Redirect | undefined {
  if (direction !== 'to-victim' || sealed || !/^30[1278] /.test(label)) return undefined;
  const [head = ''] = latin1(bytes).split('\r\n\r\n', 1);
  const found = /\r\nlocation:[ \t]*(https:[^\r\n]*)/i.exec(head);
  const [field = '', address] = found ?? [];
  if (found === null || address === undefined) return undefined;
  return { address, offset: found.index + field.length - address.length, length: address.length };
}

/** Whether what is held up says no more to the attacker than its size: it is sealed, and he does not read along. */
export function staysSealed({ inside }: LaneState, excerpt: Excerpt | undefined): boolean {
  return excerpt?.sealed === true && !inside.has(excerpt.connection);
}

/** The values that the marks of an excerpt stand on. */
export function markedValues(
  { bytes, unmasked = bytes, marks }: Excerpt,
  planted: readonly SecretValue[],
): readonly SecretValue[] {
  return marks.flatMap(({ secret, offset, length }) => {
    const text = new TextDecoder().decode(unmasked.subarray(offset, offset + length));
    return planted.filter(({ name, value }) => name === secret && formsOf(value).has(text));
  });
}

/** A value as it is, and as a form writes it (WHATWG URL, section 5). */
function formsOf(value: string): ReadonlySet<string> {
  return new Set([value, new URLSearchParams([['', value]]).toString().slice(1)]);
}

/** Where a value stands in bytes. */
function marksOf(bytes: Uint8Array, { name, value }: SecretValue): Mark[] {
  if (value === '') return [];
  return [...formsOf(value)].flatMap((form) => {
    const needle = new TextEncoder().encode(form);
    const marks: Mark[] = [];
    let at = indexOf(bytes, needle, 0);
    while (at !== -1 && marks.length < MARKS_EACH) {
      marks.push({ secret: name, offset: at, length: needle.length });
      at = indexOf(bytes, needle, at + needle.length);
    }
    return marks;
  });
}

function rankOf(excerpt: UnitExcerpt, marks: readonly Mark[]): number {
  const { direction, sealed, length } = excerpt;
  if (marks.some(({ secret }) => secret === 'password')) return RANK.password;
  if (excerpt.opened === true) return RANK.opened;
  // Among sealed records the longest says most: its length is all there is to see.
  const size = Math.min(length, 10_000) / 1_000;
  if (marks.length > 0) return excerpt.label.startsWith('POST ') ? RANK.form : RANK.secret;
  if (sealed) return (direction === 'to-bank' ? RANK.sealedRequest : RANK.sealedResponse) + size;
  if (excerpt.label.endsWith('ClientHello')) return RANK.hello;
  if (excerpt.label.startsWith('TLS')) return RANK.other;
  if (redirectOf(excerpt) !== undefined) return RANK.redirect;
  return direction === 'to-bank' ? RANK.request : RANK.response;
}
