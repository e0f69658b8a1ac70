import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { ATTACKS } from './attacks.ts';
import { AUTHORITY } from './authority.ts';
import { BANK } from './bank.ts';
import { CERTIFICATE_CLAIMS } from './certificate.ts';
import { HANDSHAKE } from './handshake.ts';
import type { ClaimKind, Verdict } from './kind.ts';
import { LaneView } from './lane-view.ts';
import { LENGTHS } from './lengths.ts';
import { PORTS } from './ports.ts';
import { QUOTED, READING } from './reading.ts';
import { VICTIM } from './victim.ts';
import { WITH_VICTIMS_KEYS } from './victims-keys.ts';
import { VictimsKeys } from './victims-view.ts';
import { PORT_PATTERN } from '../../../lab/text/port-pattern.ts';
import { byLikeness, editDistance, nearest } from '../../../lab/text/nearest.ts';

export { SECRETS } from './reading.ts';
export type { SecretName } from './reading.ts';
export type { ClaimKind, Verdict } from './kind.ts';

/** Every kind of claim, in the order in which they are taught. A new one is added in `claims/`. */
export const CLAIM_KINDS: readonly ClaimKind[] = [
  ...READING,
  ...HANDSHAKE,
  ...CERTIFICATE_CLAIMS,
  ...LENGTHS,
  ...VICTIM,
  ...BANK,
  ...PORTS,
  ...AUTHORITY,
  ...ATTACKS,
  ...WITH_VICTIMS_KEYS,
];

/** What a scenario says must be true, as data: the sentence of its kind, and the value that stands in it. */
export interface Claim {
  readonly kind: string;
  /** Empty where the sentence has no place for one. */
  readonly value: string;
}

const PLACE = /<([a-z]+)>/;

/** The kinds that take a text in quotes. */
const QUOTING = CLAIM_KINDS.filter(({ open }) => open === QUOTED);

const BY_SENTENCE = new Map(CLAIM_KINDS.map((kind) => [kind.sentence, kind]));

/** Whether a kind's value is a whole number, which may be any from 1 to 65535. */
export function takesNumber({ sentence, values }: ClaimKind): boolean {
  return values === undefined && PLACE.test(sentence);
}

/** The regular expression of a kind whose value is a number, as editors take it. */
export function numberPattern({ sentence }: ClaimKind): string {
  return `^${sentence.replace(PLACE, PORT_PATTERN)}$`;
}

/** The regular expression of what else a kind takes beside its words, as editors take it. */
export function openPattern({ sentence, open }: ClaimKind): string | undefined {
  return open && `^${sentence.replace(PLACE, () => open.pattern)}$`;
}

/** Every sentence that takes no number, in the order of `CLAIM_KINDS`. */
export const CLAIM_SENTENCES: readonly string[] = CLAIM_KINDS.filter((kind) => !takesNumber(kind)).flatMap(
  ({ sentence, values = [''] }) => values.map((value) => sentence.replace(PLACE, () => value)),
);

const CLAIMS: ReadonlyMap<string, Claim> = new Map(
  CLAIM_KINDS.flatMap(({ sentence, values }) =>
    (values ?? []).map((value): [string, Claim] => [
      sentence.replace(PLACE, () => value),
      { kind: sentence, value },
    ]),
  ),
);

/** The claim that a sentence makes, or undefined where it makes none. */
export function parseClaim(sentence: string): Claim | undefined {
  const known = CLAIMS.get(sentence);
  if (known !== undefined) return known;
  for (const kind of CLAIM_KINDS) {
    const { open, values } = kind;
    if (values === undefined && !takesNumber(kind) && kind.sentence === sentence)
      return { kind: sentence, value: '' };
    const value = valueIn(sentence, kind);
    const fits = takesNumber(kind) ? isNumber : (text: string) => open && fitsPattern(text, open.pattern);
    if (value !== undefined && fits(value) === true) return { kind: kind.sentence, value };
  }
  return undefined;
}

/** What stands in a sentence where a kind's value does; undefined where the words around it are others. */
function valueIn(sentence: string, kind: ClaimKind): string | undefined {
  const [before = '', after] = kind.sentence.split(/<[a-z]+>/);
  if (after === undefined || !sentence.startsWith(before) || !sentence.endsWith(after)) return undefined;
  return sentence.slice(before.length, sentence.length - after.length);
}

function fitsPattern(text: string, pattern: string): boolean {
  return new RegExp(`^(?:${pattern})$`, 'u').test(text);
}

function isNumber(word: string): boolean {
  return /^[1-9]\d{0,4}$/.test(word) && Number(word) <= 65_535;
}

/** Whether a claim compares two lanes, so that its step must name two. */
export function comparesLanes({ kind }: Claim): boolean {
  return BY_SENTENCE.get(kind)?.compares === true;
}

/**
 * Holds a claim against the facts of a lane so far: what the tap recorded, what the attacker read, what
 * the bank's log says. `other` is the second lane of a claim that compares. What would be true of an
 * empty lane does not hold.
 */
export function checkClaim(
  claim: Claim,
  facts: readonly Fact[],
  lane: LaneId,
  other: LaneId = lane,
): Verdict {
  const kind = BY_SENTENCE.get(claim.kind);
  if (kind === undefined) throw new Error(`no kind of claim says: ${claim.kind}`);
  const view = new LaneView(facts, lane);
  if ('checkWithKeys' in kind)
    return kind.checkWithKeys(view, claim.value, new VictimsKeys(facts, lane, view));
  return kind.check(view, claim.value, other === lane ? view : new LaneView(facts, other));
}

/** The known sentence most like the one given: with the value that it has, or else with the most of its words, then of its letters. */
export function nearestClaim(sentence: string): string {
  const given = sentence.slice(0, LONGEST);
  const own = textToRead(given) ?? inOtherWords(given);
  if (own !== undefined && parseClaim(own) !== undefined) return own;
  const words = given.split(/\s+/);
  const number = words.find((word) => isNumber(word)) ?? '443';
  const numbered = CLAIM_KINDS.filter(takesNumber).map((kind) => kind.sentence.replace(PLACE, number));
  const strange = (known: string): number => words.filter((word) => !known.split(' ').includes(word)).length;
  return (
    byLikeness(given, [...CLAIM_SENTENCES, ...numbered]).toSorted((a, b) => strange(a) - strange(b))[0] ?? ''
  );
}

/** The length of a text that a claim has in quotes where that is why the claim cannot be checked; undefined where it is not. */
export function wrongLength(sentence: string): number | undefined {
  const text = /^[^"]*"([^"]*)"$/.exec(sentence)?.[1]?.trim();
  if (text === undefined || parseClaim(sentence) !== undefined) return undefined;
  const { length } = Array.from(text);
  const isRead = QUOTING.some((kind) => valueIn(sentence, kind) !== undefined);
  return isRead && !fitsPattern(`"${text}"`, QUOTED.pattern) ? length : undefined;
}

/** Characters of a sentence that are compared with the known ones. */
const LONGEST = 300;

/** The claim that is made in other words, with its own value. */
function inOtherWords(given: string): string | undefined {
  for (const { sentence, tried } of CLAIM_KINDS) {
    const value = tried?.(given.trim());
    if (value !== undefined) return sentence.replace(PLACE, () => value);
  }
  return undefined;
}

/** Where a text in quotes begins: at a double mark, or at a single one that is no apostrophe. */
const OPENING = /["\u201c\u201d\u201e\xab\xbb]|(?<=\s|^)['\u2018]/u;

/** Quotation marks of any kind. */
const MARKS = /["\u201c\u201d\u201e\xab\xbb]|(?<=\s|^)['\u2018]|['\u2019](?=\s|$)/u;

/** What is read and is like none of the known words is probably a text of one's own: the claim of that, in quotes. */
function textToRead(given: string): string | undefined {
  const at = given.search(OPENING);
  if (at >= 0) {
    const kind = mostAlike(() => given.slice(0, at).trim(), 3);
    // Of a text with quotation marks in it, the first part that will do without one.
    const parts = given.slice(at).split(MARKS);
    const text = parts.map((part) => part.trim()).find((part) => fitsPattern(`"${part}"`, QUOTED.pattern));
    return text === undefined ? undefined : kind?.sentence.replace(PLACE, () => `"${text}"`);
  }
  const words = given.trim().split(/\s+/);
  const kind = mostAlike((each) => words.slice(0, wordsBefore(each)).join(' '), 5);
  if (kind === undefined) return undefined;
  const own = words.slice(wordsBefore(kind));
  const known = (kind.values ?? []).flatMap((value) => [value, ...value.split(' ')]);
  const isLike = nearest(own.join(' '), known) ?? own.find((word) => nearest(word, known));
  return isLike === undefined && own.length > 0
    ? kind.sentence.replace(PLACE, () => `"${own.join(' ')}"`)
    : undefined;
}

/** Words before the value, which ends the sentence. */
function wordsBefore({ sentence }: ClaimKind): number {
  return sentence.split(' ').length - 1;
}

/** The kind of reading whose words before the value are most like these; at most one letter of so many may differ. */
function mostAlike(said: (kind: ClaimKind) => string, letters: number): ClaimKind | undefined {
  const [best] = QUOTING.map((kind) => {
    const words = kind.sentence.replace(PLACE, '').trim();
    return { kind, distance: editDistance(said(kind), words), most: words.length / letters };
  }).toSorted((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= best.most ? best.kind : undefined;
}
