import type { Finding } from '../../reading/secrets.ts';
import { rangesOf } from '../../../lab/wire/gathered.ts';
import { extensionPlace } from '../../../lab/wire/tls/hello.ts';
import type { ClientHello } from '../../../lab/wire/tls/hello.ts';
import { EXTENSION } from '../../../lab/wire/tls/names.ts';
import { MESSAGE_HEADER } from '../../../lab/wire/tls/messages.ts';
import type { HandshakeMessage } from '../../../lab/wire/tls/messages.ts';
import type { Evidence, EvidencePlace } from '../../../lab/facts/session.ts';
import type { LaneView } from './lane-view.ts';
import type { VictimsKeys } from './victims-view.ts';

/** What came of holding a claim against what was recorded. */
export interface Verdict {
  readonly held: boolean;
  readonly evidence: Evidence;
}

/** A kind of claim: the sentence that makes it, and when it holds. */
interface ClaimWords {
  /** As a teacher writes it; `<…>` is where a value stands, `<number>` and `<port>` a whole number. */
  readonly sentence: string;
  /** The values that may stand there, where they are words. */
  readonly values?: readonly string[];
  /** What else may stand there beside those words: a regular expression as editors take it, and its meaning. */
  readonly open?: { readonly pattern: string; readonly says: string };
  /** The value in a sentence that says the same in other words; undefined where it does not. */
  readonly tried?: (sentence: string) => string | undefined;
  /** When it holds, for a teacher: one or two sentences. */
  readonly holds: string;
  /** Set where the claim compares two lanes; otherwise each lane of the step is checked by itself. */
  readonly compares?: true;
}

/** A claim about what happened and what the attacker has: it sees no key of the victim's. */
export interface PlainClaim extends ClaimWords {
  /** Holds it against one lane; `other` is the second lane of a claim that compares, the same one otherwise. */
  readonly check: (view: LaneView, value: string, other: LaneView) => Verdict;
}

/** A claim about what the victim's own keys show, which says so in its words. */
export interface VictimsKeysClaim extends ClaimWords {
  readonly checkWithKeys: (view: LaneView, value: string, keys: VictimsKeys) => Verdict;
}

/** A kind of claim, and how it is checked. */
export type ClaimKind = PlainClaim | VictimsKeysClaim;

/** Places that evidence names; a search may find more. */
const PLACES = 16;

/** What evidence consists of beside its sentence. */
export interface Proof {
  /** Bytes looked at, and in how many ways. */
  readonly searched?: number;
  readonly ways?: number;
  readonly found?: readonly EvidencePlace[];
}

/** Where a handshake message stands, header and body, as a place that evidence can name. */
export function placeOfMessage(
  { gathered, length }: HandshakeMessage,
  where: Pick<EvidencePlace, 'connection' | 'direction' | 'way'>,
): EvidencePlace {
  const [{ offset }] = rangesOf(gathered, 0, length + MESSAGE_HEADER);
  return { ...where, offset, length: length + MESSAGE_HEADER };
}

/** Where the list of protocols on offer (ALPN) stands in a ClientHello, or all of the message where it has none. */
export function placeOfOffer(
  message: HandshakeMessage,
  client: ClientHello,
  where: Pick<EvidencePlace, 'connection' | 'direction' | 'way'>,
): EvidencePlace {
  const list = extensionPlace(client, EXTENSION.alpn);
  if (list === undefined) return placeOfMessage(message, where);
  const [{ offset, length }] = rangesOf(message.gathered, MESSAGE_HEADER + list.at, list.length);
  return { ...where, offset, length };
}

/** What a search found, as places that evidence can name: what stands in a decoded body has none on the wire. */
export function evidencePlaces(findings: readonly Finding[]): EvidencePlace[] {
  return findings
    .filter(({ within }) => within === undefined)
    .map(({ connection, direction, offset, length, way }) => ({
      connection,
      direction,
      offset,
      length,
      way,
    }));
}

/** A verdict with its sentence. */
export function verdict(
  held: boolean,
  text: string,
  { searched = 0, ways = 0, found = [] }: Proof = {},
): Verdict {
  return { held, evidence: { searched, ways, found: found.slice(0, PLACES), text } };
}

/** A claim that does not hold because nothing was there to hold it against: it would be true of an empty lane. */
export function unfounded(text: string): Verdict {
  return verdict(false, text);
}
