import test from 'ava';
import type { LaneSettings } from '../../../lab/settings.ts';
import { ORDINARY } from '../../../lab/settings.ts';
import { listCatalogue } from '../../../src/script/catalogue/catalogue.ts';
import { comparesLanes } from '../../../src/views/claims/claims.ts';
import { readScenario } from '../../../src/script/format/scenario-file.ts';
import type { ClaimStep, Scenario } from '../../../src/script/scenario.ts';
import { toJsonLine } from '../../../src/session/json.ts';
import { parseLine } from '../../../src/session/parse.ts';
import { needing } from '../../helpers/needing.ts';
import { claimsIn, playThrough, withLanes } from '../../helpers/play-through.ts';
import { neededBy } from '../../helpers/scenario-needs.ts';

type Change = (lane: LaneSettings, value: string) => LaneSettings;

const bank =
  (part: Partial<LaneSettings['bank']>): Change =>
  (lane) => ({ ...lane, bank: { ...lane.bank, ...part } });
const attacker =
  (part: Partial<LaneSettings['attacker']>): Change =>
  (lane) => ({ ...lane, attacker: { ...lane.attacker, ...part } });
const victim =
  (part: Partial<LaneSettings['victim']>): Change =>
  (lane) => ({ ...lane, victim: { ...lane.victim, ...part } });

/** An attacker who only watches. */
const harmless = attacker({ does: ORDINARY.attacker.does });
/** The address with https: the first request is made over TLS. */
const httpsTyped: Change = (lane) => ({ ...lane, visit: lane.visit.replace(/^http:/, 'https:') });
const httpTyped: Change = (lane) => ({ ...lane, visit: lane.visit.replace(/^https:/, 'http:') });
/** The same page over TLS, at the same door. */
const sealed: Change = (lane, value) => httpsTyped(bank({ https: 'serve' })(lane, value), value);
/** The same page in clear. */
const plain: Change = (lane, value) => httpTyped(bank({ http: 'serve' })(lane, value), value);
/** Nobody knows that the bank wants https only. */
const forgotten: Change = (lane, value) =>
  lane.victim.preloaded ? victim({ preloaded: false })(lane, value) : bank({ hsts: false })(lane, value);

const doesAnything = ({ attacker: { does } }: LaneSettings): boolean => does !== 'watch';

/** What a claim of each kind hangs on: the change of a lane after which it must not hold. */
const CHANGES: Readonly<Record<string, Change>> = {
  'attacker reads <what>': (lane, what) => {
    if (lane.attacker.blocks.length > 0) return attacker({ blocks: [] })(lane, what);
    if (doesAnything(lane)) return harmless(lane, what);
    if (what === 'bank name') return attacker({ blocks: [443] })(lane, what);
    if (what === 'page path') return victim({ preloaded: true })(lane, what);
    if (lane.bank.keyExchange === 'rsa') return bank({ keyExchange: 'ecdhe' })(lane, what);
    if (lane.bank.http === 'redirect') return bank({ secureCookie: true })(lane, what);
    if (lane.victim.browses === 'https-first') return victim({ browses: 'https-only' })(lane, what);
    return sealed(lane, what);
  },
  'attacker does not read <what>': (lane, what) => {
    if (lane.attacker.does === 'strip') return forgotten(lane, what);
    if (what === 'session cookie') return bank({ secureCookie: false })(lane, what);
    if (what === 'page path') return httpTyped(lane, what);
    return plain(lane, what);
  },
  'attacker sees the protocols on offer': plain,
  'attacker sees <protocol> on offer': victim({ http2: false }),
  'victim speaks <protocol>': (lane, protocol) =>
    doesAnything(lane) ? harmless(lane, protocol) : bank({ http2: false })(lane, protocol),
  "with the victim's keys the recording shows <what>": plain,
  'bank answers with alert <name>': victim({ tls: 'both' }),
  'attacker sees the certificate': bank({ tls: '1.3' }),
  'attacker does not see the certificate': bank({ tls: '1.2' }),
  // A record of TLS 1.2 is longer than one of TLS 1.3: the lanes no longer compare.
  'record lengths differ as the passwords do': bank({ tls: '1.2' }),
  'address bar says <what>': (lane, what) => {
    if (what === 'certificate error')
      return doesAnything(lane) ? harmless(lane, what) : bank({ certificate: 'good' })(lane, what);
    if (what === 'secure') {
      if (lane.victim.trustsAttacker) return victim({ trustsAttacker: false })(lane, what);
      return lane.attacker.does === 'strip' ? forgotten(lane, what) : plain(lane, what);
    }
    if (doesAnything(lane)) return harmless(lane, what);
    return lane.bank.https === 'closed' ? bank({ https: 'serve' })(lane, what) : sealed(lane, what);
  },
  'browser shows <error>': (lane, error) => {
    if (lane.victim.tls === '1.0') return victim({ tls: 'both' })(lane, error);
    if (lane.victim.browses === 'https-only') return victim({ browses: 'https-first' })(lane, error);
    return doesAnything(lane) ? harmless(lane, error) : bank({ certificate: 'good' })(lane, error);
  },
  'victim sent no form': (lane, value) =>
    lane.victim.browses === 'https-only'
      ? victim({ browses: 'https-first' })(lane, value)
      : victim({ clicksThrough: true })(lane, value),
  'victim sent no request': (lane, value) =>
    lane.victim.tls === '1.0'
      ? victim({ tls: 'both' })(lane, value)
      : victim({ clicksThrough: true })(lane, value),
  'help desk got her message': (lane, value) =>
    attacker({ blocks: [lane.visit.startsWith('https:') ? 443 : 80] })(lane, value),
  'bank let <customer> in': (lane, value) =>
    lane.attacker.does === 'forge'
      ? bank({ clientCertificate: true })(lane, value)
      : attacker({ blocks: [lane.visit.startsWith('https:') ? 443 : 80] })(lane, value),
  'bank let nobody in': (lane, value) =>
    doesAnything(lane) ? harmless(lane, value) : bank({ certificate: 'good' })(lane, value),
  'bank booked a transfer to <receiver>': harmless,
  'bank booked nothing': harmless,
  'bank saw <protocol>': harmless,
  'port <port> answers http': bank({ http: 'closed' }),
  'port <port> answers tls': bank({ https: 'plain' }),
  'port <port> answers mysql': bank({ mysql: false }),
  'port <port> refuses': (lane, port) =>
    port === '3306' ? bank({ mysql: true })(lane, port) : bank({ https: 'serve' })(lane, port),
  'plain http is refused on port <port>': bank({ https: 'plain' }),
  'nothing travelled on port <port>': (lane, port) => {
    if (lane.victim.browses === 'https-only') return victim({ browses: 'https-first' })(lane, port);
    return lane.bank.hsts ? forgotten(lane, port) : httpTyped(lane, port);
  },
  'authority looked over <challenge>': bank({ https: 'closed' }),
  'attacker opened her account': bank({ secureCookie: true }),
  'attacker could not open her account': bank({ secureCookie: false }),
  'the recording opens': bank({ keyExchange: 'ecdhe' }),
  'the recording stays sealed': bank({ keyExchange: 'rsa' }),
};

/** Where the table's change is not the one that the claim is about there, though it would do. */
const INSTEAD: Readonly<Record<string, Change>> = {
  'forward-secrecy 11': bank({ keyExchange: 'rsa' }),
  // The authority finds nobody there, and the bank has no certificate that browsers accept.
  'lets-encrypt 2': bank({ http: 'closed' }),
};

/** Every setting of a lane by name. */
function flat(lane: LaneSettings): ReadonlyMap<string, string> {
  const parts = (['bank', 'attacker', 'victim'] as const).flatMap((part) =>
    Object.entries(lane[part]).map(([key, value]) => [`${part}.${key}`, JSON.stringify(value)] as const),
  );
  return new Map([['visit', lane.visit], ...parts]);
}

/** The settings in which two lanes differ. */
function differing(one: LaneSettings, other: LaneSettings): string[] {
  const after = flat(other);
  return [...flat(one)].filter(([key, value]) => after.get(key) !== value).map(([key]) => key);
}

/** One setting, or whether TLS is spoken: where the door must change with the address that leads to it. */
function isOneThing(settings: readonly string[]): boolean {
  if (settings.length === 1) return true;
  return /^visit,bank\.https?$/.test(settings.join());
}

/** Labs open at once: with more, each is slow enough to run into the lab's own limits. */
const AT_ONCE = 4;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((resolve) => void waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

const scenarios = await Promise.all(
  (await listCatalogue()).map(({ file }): Promise<Scenario> => readScenario(file)),
);

for (const scenario of scenarios) {
  const declare = needing(neededBy(scenario));
  declare(`every claim of ${scenario.id} holds, and its session can be saved and read`, async (t) => {
    const session = await inTurn(() => playThrough(scenario));
    const claims = claimsIn(session);
    t.true(claims.length > 0);
    t.deepEqual(
      claims.filter(({ held }) => !held).map(({ lane, claim, evidence }) => [lane, claim, evidence.text]),
      [],
    );
    for (const fact of session.facts) {
      const line = toJsonLine(fact);
      const read = parseLine(Buffer.from(line));
      t.is('fact' in read ? toJsonLine(read.fact) : undefined, line);
    }
    const last = session.facts.at(-1);
    t.is(last?.type === 'session-closed' ? last.how : undefined, 'finished');
  });

  for (const [index, step] of scenario.steps.entries()) {
    if (step.kind !== 'claim') continue;
    declare(
      `claim ${index + 1} of ${scenario.id}, "${step.sentence}", fails without what it is about`,
      async (t) => {
        const changed = without(scenario, index, step);
        for (const [id, settings] of changed.lanes) {
          const differs = differing(scenario.lanes.get(id) ?? settings, settings);
          const alike = comparesLanes(step.claim) && differs.length === 0;
          t.true(alike || isOneThing(differs), `${id}: ${differs.join(', ') || 'nothing'} changed`);
        }
        const session = await inTurn(() => playThrough(changed));
        const checked = claimsIn(session).filter((claim) => claim.step === index);
        t.is(checked.length, comparesLanes(step.claim) ? 1 : step.lanes.length);
        for (const { lane, held, evidence } of checked) t.false(held, `${lane}: ${evidence.text}`);
      },
    );
  }
}

test('every change of the table is one that a claim of the catalogue needs', (t) => {
  const kinds = scenarios.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'claim' ? [step.claim.kind] : [])),
  );
  t.deepEqual(Object.keys(CHANGES).toSorted(), [...new Set(kinds)].toSorted());
});

/** The scenario with the lanes of a claim only, where the one thing that it hangs on is otherwise. */
function without(scenario: Scenario, index: number, { claim, lanes }: ClaimStep): Scenario {
  const change = INSTEAD[`${scenario.id} ${index + 1}`] ?? CHANGES[claim.kind];
  if (change === undefined) throw new Error(`no change is known after which "${claim.kind}" fails`);
  const changed = lanes.flatMap((id, place) => {
    const settings = scenario.lanes.get(id);
    if (settings === undefined) return [];
    // A claim that compares two lanes hangs on both being alike.
    const alike = comparesLanes(claim) && place > 0;
    return [[id, alike ? settings : change(settings, claim.value)] as const];
  });
  return withLanes(scenario, new Map(changed));
}
