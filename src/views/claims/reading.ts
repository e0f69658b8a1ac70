import { grouped } from '../../../lab/text/count.ts';
import { searchSecret } from '../../reading/secrets.ts';
import type { SearchResult } from '../../reading/secrets.ts';
import { SIDES } from '../../../lab/text/sides.ts';
import { evidencePlaces, unfounded, verdict } from './kind.ts';
import type { ClaimKind, Proof, Verdict } from './kind.ts';
import type { LaneView } from './lane-view.ts';
import { CHAT_MESSAGE, secretValues } from '../secret-values.ts';
import { chatTravelled } from '../matrix/travel.ts';

/** The secrets that the lab plants and a scenario may name. */
export const SECRETS = ['user', 'password', 'session cookie', 'balance'] as const;

/** The name of a planted secret. */
export type SecretName = (typeof SECRETS)[number];

/** What a claim may say of what the attacker reads: the secrets, and what nobody planted. */
const READABLE = [...SECRETS, CHAT_MESSAGE, 'bank name', 'page path'] as const;

/** What a certificate authority is told on the path, not the victim. */
const CHALLENGE = 'challenge';

/** Any text that a scenario writes out. A shorter one would be found in sealed bytes by chance. */
export const QUOTED = {
  pattern: '"[^"]{4,200}"',
  says: 'any text in "quotes", of 4 to 200 characters, none of them a quotation mark',
};

/** What the attacker reads, and what it does not. */
export const READING: readonly ClaimKind[] = [
  {
    sentence: 'attacker reads <what>',
    values: [...READABLE, CHALLENGE],
    open: QUOTED,
    holds:
      'It stands in the bytes that the tap recorded, or in what the attacker itself decrypted. Every usual spelling is tried: as it is, form-encoded, base64 and more.',
    check: (view, what) => reads(view, what),
  },
  {
    sentence: 'attacker does not read <what>',
    values: READABLE,
    open: QUOTED,
    holds:
      'It travelled, and stands nowhere in the recording nor in what the attacker decrypted. Where it never travelled the claim fails: finding nothing in nothing proves nothing.',
    check: (view, what) => doesNotRead(view, what),
  },
];

function reads(view: LaneView, what: string): Verdict {
  const values = soughtValues(view, what);
  if (values.length === 0) return unfounded(`no ${what} was there to be read in this lane`);
  const search = lookFor(what === CHALLENGE ? view.authority : view, values);
  return verdict(search.sentence !== undefined, sentenceOf(what, search), search);
}

function doesNotRead(view: LaneView, what: string): Verdict {
  const values = soughtValues(view, what);
  if (values.length === 0) return unfounded(`no ${what} was there to be read in this lane`);
  const search = lookFor(view, values);
  const but = (text: string): Verdict => verdict(false, text, search);
  if (search.sentence !== undefined) return but(sentenceOf(what, search));
  if (!values.some((value) => travelled(view, value)))
    return but(`no answered exchange of this lane held the ${what}, so finding nothing proves nothing`);
  if (search.undecoded > 0)
    return but(`${search.undecoded} bodies could not be decoded, so they were not searched`);
  if (view.isCut) return but('the recording was full, so what came after it was not searched');
  return verdict(true, sentenceOf(what, search), search);
}

interface Search extends Required<Proof> {
  /** Where it was found first, in words; undefined where it was not found. */
  readonly sentence: string | undefined;
  readonly undecoded: number;
}

/** Looks in the recording, and then in what the attacker held in clear. */
function lookFor(view: LaneView, values: readonly string[]): Search {
  const { clear, streams, traffic } = view;
  const onWire = values.map((value) => searchSecret(streams, value, traffic.units));
  const opened = values.map((value) => clear.map((text) => ({ text, ...searchSecret([text], value) })));
  const hit = opened.flat().find(({ findings }) => findings.length > 0);
  const [found] = onWire.flatMap(({ findings }) => findings);
  return {
    searched: bytesIn(onWire.slice(0, 1)) + bytesIn(opened[0] ?? []),
    ways: onWire[0]?.ways ?? 0,
    found: onWire.flatMap(({ findings }) => evidencePlaces(findings)),
    undecoded: onWire.reduce((sum, { undecoded }) => sum + undecoded, 0),
    sentence: found === undefined ? hit && `${hit.findings[0]?.way} in ${hit.text.where}` : placeOf(found),
  };
}

function bytesIn(results: readonly SearchResult[]): number {
  return results.reduce((sum, { searchedBytes }) => sum + searchedBytes, 0);
}

function placeOf({ connection, direction, offset, way, within }: SearchResult['findings'][number]): string {
  const inside = within === undefined ? '' : `, in the ${within}`;
  return `${way} at byte ${offset} of connection ${connection} ${SIDES[direction]}${inside}`;
}

function sentenceOf(what: string, { sentence, searched, ways }: Search): string {
  if (sentence !== undefined) return `${what} found ${sentence}`;
  return `searched ${grouped(searched)} bytes ${ways} ways: 0 found`;
}

/** What to look for. What nobody planted is known from where the victim went. */
export function soughtValues(view: LaneView, what: string): readonly string[] {
  if (what.startsWith('"')) return [what.slice(1, -1)];
  if (what === 'bank name')
    return [...new Set(view.of('connection-opened').map(({ logical }) => logical.replace(/:\d+$/, '')))];
  if (what === 'page path') {
    const paths = view.of('exchange-made').map(({ request }) => URL.parse(request.url)?.pathname ?? '/');
    return [...new Set(paths)].filter((path) => path !== '/');
  }
  const planted = view.of('secret-planted').findLast(({ name, value }) => name === what && value !== '');
  // What she typed counts as well, and first: it may be another name than the lab's, or a wrong password.
  const hers = [...view.of('form-filled'), ...view.of('chat-said')];
  const typed = secretValues(hers).filter(({ name }) => name === what);
  return [
    ...new Set([...typed.map(({ value }) => value), ...(planted === undefined ? [] : [planted.value])]),
  ];
}

/** Whether the victim sent or was sent it: what its browser held in clear says so. */
function travelled(view: LaneView, value: string): boolean {
  if (chatTravelled(view.facts, value) !== undefined) return true;
  return view.of('exchange-made').some(({ request, response }) => {
    const headers = [...request.headers, ...response.headers]
      .map(([name, said]) => `${name}: ${said}`)
      .join('\n');
    const head = new TextEncoder().encode(`${request.url}\n${headers}`);
    const streams = [head, request.body, response.body].map((bytes) => ({
      connection: 0,
      direction: 'to-bank' as const,
      bytes,
    }));
    return searchSecret(streams, value).findings.length > 0;
  });
}
