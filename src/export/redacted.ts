import type { ExchangeRead, HeaderList } from '../../lab/facts/facts.ts';
import type { Extent } from '../../lab/facts/codec.ts';
import { SESSION_LIMITS } from '../../lab/facts/limits.ts';
import { knownFact } from '../../lab/facts/session.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { contentRead } from '../reading/body.ts';
import { foundInExchanges } from '../reading/found-fields.ts';
import type { FoundField } from '../reading/found-fields.ts';
import { starsOver } from '../reading/stars.ts';
import { gathered } from './gathered.ts';
import { Redactor } from './redacted-bytes.ts';
import { crossedIn, Patches } from './redacted-streams.ts';
import type { Crossed } from './redacted-streams.ts';

/** Texts of the lab's own making, whatever a person typed: names and ports, and where a scenario lies. */
const OWN_TEXTS: ReadonlySet<string> = new Set(['logical', 'scenario']);

/** Values found by the names of their fields that are looked for everywhere, at most, the longest first. */
const SEARCHED = 500;

/** Whether a session holds what is people's own: they took part, or it was captured elsewhere. */
export function holdsPeoplesOwn(facts: Iterable<Fact>): boolean {
  for (const fact of facts)
    return fact.type === 'session-opened' && (fact.typed === true || fact.source !== undefined);
  return false;
}

/**
 * A session without what is people's own: what they typed, and what the names of fields tell in all that crossed in clear
 * (passwords, cookies, tokens, forms). In every usual encoding stand as many `*`, and so in what else the session says.
 * Without TLS secrets: nothing that was sealed opens. Throws a UserError where it is too long.
 */
export function redacted(facts: Iterable<Fact>): Iterable<Fact> {
  return {
    *[Symbol.iterator]() {
      const all = gathered(facts, 'an export that leaves out what people typed; --with-typed keeps it');
      const crossed = crossedIn(all);
      const redactor = new Redactor(valuesOf(all, crossed));
      const patches = new Patches(crossed, redactor);
      for (const fact of all) {
        if (fact.type === 'tls-secret-logged') continue;
        if (fact.type === 'segment-captured') yield patches.redacted(fact);
        else yield redactedFact(fact, redactor);
      }
    },
  };
}

/** What is left out wherever it stands. */
function valuesOf(facts: readonly Fact[], { units }: Crossed): Set<string> {
  const typed = facts.flatMap((fact) => {
    if (fact.type === 'secret-typed') return [fact.value];
    // What is said in a chat is a person's own as well.
    return fact.type === 'chat-said' || fact.type === 'help-desk-heard' ? [fact.text] : [];
  });
  const found = [
    ...units.flatMap((unit) => unit.found),
    ...foundInExchanges(facts.filter((fact) => fact.type === 'exchange-read')),
  ].filter(isSecret);
  const longest = [...new Set(found.map(({ value }) => value))]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, SEARCHED);
  return new Set([...typed, ...longest]);
}

function isSecret({ kind }: FoundField): boolean {
  return kind !== 'field' && kind !== 'user';
}

/** A fact with nothing of people's own in its texts and bytes. Ids, names and words of a list are the lab's. */
function redactedFact(fact: Fact, redactor: Redactor): Fact {
  const takes = knownFact(fact)?.codec.takes;
  if (takes === undefined) return fact;
  if (fact.type !== 'exchange-read') return redactedAll(takes, fact, redactor);
  const own = new Redactor(
    foundInExchanges([fact]).map(({ value }) => value),
    redactor,
  );
  return redactedAll(takes, withoutCodedBodies(fact, own), own);
}

/** Bodies that are packed and hold something, or of which that cannot be told, are left out whole. */
function withoutCodedBodies(fact: Fact & ExchangeRead, redactor: Redactor): Fact & ExchangeRead {
  const body = <T extends { readonly headers: HeaderList; readonly body: Uint8Array }>(message: T): T => {
    const { bytes, truncated } = contentRead(message);
    if (bytes === message.body) return message;
    if (bytes !== undefined && !truncated && redactor.spans(bytes).length === 0) return message;
    return { ...message, body: starsOver({ offset: 0, length: message.body.length }).bytes };
  };
  return { ...fact, request: body(fact.request), response: body(fact.response) };
}

function redactedAll(takes: Extent, fact: Fact, redactor: Redactor): Fact {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what stands in its texts and bytes is another
  return redactedAs(takes, fact, redactor) as Fact;
}

function redactedAs(takes: Extent, value: unknown, redactor: Redactor, key = ''): unknown {
  if (typeof value === 'string') {
    if (takes.of !== 'text' || takes.most <= SESSION_LIMITS.name || OWN_TEXTS.has(key)) return value;
    return key === 'url' ? redactor.url(value) : redactor.text(value);
  }
  if (value instanceof Uint8Array) return redactor.bytes(value);
  if (Array.isArray(value)) {
    const item = takes.of === 'list' || takes.of === 'pair' ? takes.item : takes;
    return value.map((each) => redactedAs(item, each, redactor));
  }
  if (typeof value !== 'object' || value === null || takes.of !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const field = takes.fields[name];
      return [name, field === undefined ? each : redactedAs(field, each, redactor, name)];
    }),
  );
}
