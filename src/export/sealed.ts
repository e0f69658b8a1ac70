import { grouped } from '../../lab/text/count.ts';
import { CAPTURE_FACTS } from '../../lab/facts/capture.ts';
import { HOLD_FACTS } from '../../lab/facts/hold.ts';
import { INTERCEPTOR_FACTS } from '../../lab/facts/interceptor.ts';
import { SCRIPT_FACTS } from '../../lab/facts/script.ts';
import { VOTE_FACTS } from '../../lab/facts/votes.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { TAP_FACTS } from '../../lab/facts/tap.ts';
import { THIEF_FACTS } from '../../lab/facts/thief.ts';

/** What passed the tap, and what the attacker did and read: he has that. */
const ATTACKERS = new Set<string>(
  [...TAP_FACTS, ...INTERCEPTOR_FACTS, ...HOLD_FACTS, ...THIEF_FACTS].map(({ type }) => type),
);

/** What the script says: words of the scenario's author. */
const SCRIPT = new Set<string>([
  ...[...SCRIPT_FACTS, ...CAPTURE_FACTS, ...VOTE_FACTS].map(({ type }) => type),
  'lane-opened',
  'listener-opened',
]);

/** Characters that a secret has at least: shorter ones stand in every text. */
const SHORTEST = 4;

/**
 * A session as the attacker has it: without seed, planted secrets and TLS keys, without what the victim's and the
 * bank's ends alone knew, and with no value of a secret in what the script says. It holds nothing that opens it.
 */
export function sealFacts(facts: Iterable<Fact>): Iterable<Fact> {
  return {
    *[Symbol.iterator]() {
      const secrets = secretsOf(facts);
      for (const fact of facts) {
        if (ATTACKERS.has(fact.type)) yield fact;
        else if (SCRIPT.has(fact.type)) yield masked(sealFact(fact), secrets);
      }
    },
  };
}

function sealFact(fact: Fact): Fact {
  if (fact.type === 'session-opened') return { ...fact, seed: '' };
  if (fact.type !== 'claim-checked') return fact;
  const { searched, ways, found } = fact.evidence;
  // Its own sentence may quote a page that the victim alone was shown.
  const text =
    searched === 0
      ? 'its evidence is sealed'
      : `searched ${grouped(searched)} bytes ${ways} ways: ${found.length} found`;
  return { ...fact, evidence: { ...fact.evidence, text } };
}

/** The values that nothing may say: what the lab planted, and what was typed as a password or said in a chat. */
function secretsOf(facts: Iterable<Fact>): readonly string[] {
  const values = new Set<string>();
  for (const fact of facts) {
    // Her user name is no secret, and a word of many texts.
    if (fact.type === 'secret-planted' && fact.name !== 'user') values.add(fact.value);
    if (fact.type === 'secret-typed') values.add(fact.value);
    if (fact.type === 'chat-said') values.add(fact.text);
    if (fact.type === 'form-filled')
      for (const { type, value } of fact.fields) if (type === 'password') values.add(value);
  }
  return [...values].filter(({ length }) => length >= SHORTEST).toSorted((a, b) => b.length - a.length);
}

function masked(fact: Fact, secrets: readonly string[]): Fact {
  const mask = (value: unknown): unknown => {
    if (typeof value === 'string')
      return secrets.reduce((text, secret) => text.replaceAll(secret, '••••'), value);
    if (Array.isArray(value)) return value.map(mask);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mask(item)]));
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what stands in its texts is another
  return mask(fact) as Fact;
}
