import test from 'ava';
import { execFile } from 'node:child_process';
import type { Evidence, Fact, StepOutline } from '../../lab/facts/session.ts';
import { checkClaim, comparesLanes, parseClaim } from '../../src/views/claims/claims.ts';
import { ladderAt } from '../../src/views/ladder/ladder.ts';
import { matrixAt } from '../../src/views/matrix/matrix.ts';
import { exported, payloadsInFacts, payloadsInPackets, savedBy } from '../helpers/earlier.ts';
import type { Made } from '../helpers/earlier.ts';
import { fileOf, readBack } from '../helpers/saved.ts';

/** A view of a session, written as lines so that it can be compared. */
type View = 'text' | 'matrix' | 'ladder' | 'evidence';

/**
 * Something that is said otherwise today than the earlier version said it: every match of `was` in that version's lines
 * must have become `is` (in which `$1` stands for a group, as in `replaceAll`). A match may span lines.
 */
interface Difference {
  readonly view: View;
  /** Only in these sessions; in all of them where it is left out. */
  readonly sessions?: readonly string[];
  /** With the flags `g` and `m`. */
  readonly was: RegExp;
  readonly is: string;
  readonly why: string;
}

/** What the ladder notes: the same happening had other words there than on the stage, in another tense. */
const NOTES: readonly (readonly [was: RegExp, is: string])[] = [
  [/ · TCP opens to /gm, ' · TCP opened to '],
  [/^(.* · )(\w+)( → \w+ · close · )closes TCP: the lab ends/gm, '$1$2$3TCP closed by the $2 (lab-closed)'],
  [/^(.* · )(\w+)( → \w+ · close · )closes TCP(?= · )/gm, '$1$2$3TCP closed by the $2 (end)'],
  [/ · answers (?=[A-Z]+ \/)/gm, ' · answered '],
  [/ · cannot intercept: hung-up/gm, ' · could not break in: she hung up'],
  [/ · cannot intercept: bank-unreachable/gm, ' · passed it on, and the bank gave no answer'],
  [/ · cannot open her account: /gm, ' · could not open her account: '],
  [/ · cannot open the recording with the stolen key/gm, ' · the key did not open the recording'],
  [/ · changes receiver: /gm, ' · changed receiver: '],
  [/ · does not connect to /gm, ' · refused to connect to '],
  [/ · does not send /gm, ' · did not send '],
  [/ · flips one bit of byte (\d+) on its way/gm, ' · flipped one bit of byte $1'],
  [/ · forges a certificate /gm, ' · forged a certificate '],
  [/ · https failed, back to http/gm, ' · fell back to http: https failed'],
  [
    / · opens her account with her cookie: Welcome, Alice · (Balance [\d,.]+) · Send money/gm,
    ' · opened her account: $1 · connection 3',
  ],
  [/ · opens the recording with the stolen key/gm, ' · opened the recording with the key'],
  [/ · passes (TLS|it) on, untouched/gm, ' · passed $1 on, untouched'],
  [/ · reads ([A-Z]+ \S+(?: and its answer)? inside TLS)/gm, ' · read $1'],
  [/ · recording full: what follows is not kept/gm, ' · recording full: the rest is only counted'],
  [/ · shows an error: /gm, ' · showed an error: '],
];

/** What may differ from 0.1.0, with the reason. One that no longer shows must go: a test holds that too. */
const DIFFERENCES: readonly Difference[] = [
  ...NOTES.map(([was, is]): Difference => ({
    view: 'ladder',
    was,
    is,
    why: 'One wording of what happened serves the stage and the ladder.',
  })),
  {
    view: 'ladder',
    was: / · http · /g,
    is: ' · message · ',
    why: 'A kind of arrow has another name in the program: a message in clear of whatever protocol. No reader sees it.',
  },
  {
    view: 'ladder',
    was: /^(.* · )attacker → bank · behind · (.*): (\d+), over (https?) \(bank's log\)(.*)$/gm,
    is: "$1attacker → bank · behind · $2, over $4 (bank's log)$5\n$1bank → attacker · behind · answer $3, over $4 (bank's log)$5",
    why: 'A request and its answer behind the attacker are an arrow each, as they went.',
  },
  ...(['hsts:2', 'https-only:1', 'ssl-strip:1'] as const).map((lane): Difference => {
    const [session = '', connection = ''] = lane.split(':');
    return {
      view: 'ladder',
      sessions: [session],
      was: / · speaks https to the bank, http to her/gm,
      is: ` · spoke https to the bank, http to her · connection ${connection}`,
      why: 'The note names the connection that it is about, as others do.',
    };
  }),
  ...(
    [
      [
        ['forged-certificate', 'mutual-tls'],
        / · read POST \/login and its answer inside TLS/gm,
        'user, password, session cookie',
      ],
      [
        ['forged-certificate'],
        / · read GET \/account and its answer inside TLS/gm,
        'balance, session cookie',
      ],
      [
        ['mutual-tls'],
        / · 231\.123 · .* · read GET \/account and its answer inside TLS/gm,
        'balance, session cookie',
      ],
      [['mutual-tls'], / · read GET \/transfer and its answer inside TLS/gm, 'balance, session cookie'],
      [['mutual-tls'], / · read POST \/transfer and its answer inside TLS/gm, 'session cookie'],
      [['mutual-tls'], / · 254\.85 · .* · read GET \/account and its answer inside TLS/gm, 'session cookie'],
      [['forward-secrecy'], / · opened the recording with the key/gm, 'user, password, session cookie'],
      [['stolen-cookie'], / · opened her account: Balance 3,017\.80/gm, 'balance'],
    ] as const
  ).map(([sessions, was, names]): Difference => ({
    view: 'ladder',
    sessions,
    was,
    is: `$& · reads ${names}`,
    why: 'What the attacker has by it is named, as the matrix names it.',
  })),
  {
    view: 'matrix',
    sessions: ['what-443-still-shows'],
    was: /^short · cookie · not-sent · There was no session cookie in this lane\./gm,
    is:
      'short · cookie · sealed · searched 11,773 bytes 7 ways: 0 found · The session cookie (nobody is signed in) ' +
      'travelled inside TLS; searched 11,773 bytes 7 ways: 0 found. · 2 to-bank 1952+527 · sealed',
    why: 'The bank gave her a cookie with its first page, and it travelled.',
  },
  {
    view: 'matrix',
    sessions: ['forward-secrecy'],
    was: /^(rsa · sizes · )size( .*; the longest sealed one has 543 bytes\.) TLS hides what is said, not how long it is\./gm,
    is: '$1read$2',
    why: 'The stolen key opened this recording: the attacker has all of it, as the cells beside this one say.',
  },
  {
    view: 'evidence',
    sessions: ['tls-versions'],
    was: /90\+390 in the handshake/g,
    is: '90+394 in the handshake',
    why: 'The place of a handshake message left out the last four bytes of it.',
  },
  {
    view: 'evidence',
    was: /; nothing left/g,
    is: '; no form left',
    why: 'A browser that sends no form may have sent a handshake.',
  },
  {
    view: 'evidence',
    sessions: ['what-443-still-shows'],
    was: /5\+1592 in the ClientHello/g,
    is: '247+11 in the ClientHello',
    why: 'The list of protocols on offer is pointed at itself, not the whole message that it stands in.',
  },
  {
    view: 'evidence',
    sessions: ['what-443-still-shows'],
    was: /the records have 534 and 522 bytes/g,
    is: 'the records have 539 and 527 bytes',
    why: 'A record is as long here as on the stage: with its header, as whoever counts what passes sees it.',
  },
  {
    view: 'ladder',
    sessions: ['doors', 'no-443'],
    was: / · knocked at port (\d+) \(\w+\): /g,
    is: ' · knocked at port $1: ',
    why: 'In a lane of 40 cells the name of the service pushed out what came of the knock.',
  },
];

const SAVED = savedBy('0.1.0');
const seen = new Set<Difference>();

for (const { name, lines, made } of SAVED) {
  test(`${name}: what 0.1.0 saved says today what it said then`, async (t) => {
    const read = await readBack(fileOf(lines));
    if ('error' in read) return t.fail(read.says);
    const { facts } = read;
    t.deepEqual(outcomeOf(facts), made.outcome);
    const checked = claimsAnew(facts);
    t.deepEqual(
      checked.map(({ lane, claim, held }) => `${lane} ${claim} ${held}`),
      made.claims.map(({ lane, claim, held }) => `${lane} ${claim} ${held}`),
    );
    t.deepEqual(payloadsInFacts(facts), made.payloads.facts);
    const packets = payloadsInPackets(await exported(facts, 'pcapng'));
    t.deepEqual(packets, made.payloads.pcapng);
    t.deepEqual(packets.map(hashed).toSorted(), payloadsInFacts(facts).map(hashed).toSorted());

    const same = (view: View, was: string, is: string): void => {
      t.deepEqual(is.split('\n'), allowed(view, name, was).split('\n'), view);
    };
    const columns = matrixAt(facts, facts.length).columns;
    const ladders = ladderAt(facts, facts.length);
    same('text', made.text, (await exported(facts, 'text')).toString());
    same('evidence', evidenceLines(made.claims), evidenceLines(checked));
    same('matrix', matrixLines(made.matrix), matrixLines(columns.map((each) => withLane(each))));
    same('ladder', ladderLines(made.ladder), ladderLines(ladders.map((each) => withLane(each))));
  });

  test(`${name}: replay without a terminal ends as it did, and says the same`, async (t) => {
    const path = fileOf(lines);
    const { status, stdout, stderr } = await replay(path);
    t.is(status, made.replay.status);
    t.is(stderr.replaceAll(path, 'FILE'), made.replay.stderr.replaceAll(`${name}.jsonl`, 'FILE'));
    t.deepEqual(stdout.split('\n'), allowed('text', name, made.replay.stdout).split('\n'));
  });
}

test('the saved sessions hold every type of fact, and one of them ends within a line', (t) => {
  const all = SAVED.map(({ lines }) => lines.toString()).join('');
  for (const type of TYPES) t.true(all.includes(`"type":"${type}"`), type);
  t.is(SAVED.filter(({ lines }) => lines.at(-1) !== 0x0a).length, 1);
  t.is(SAVED.length, 19);
});

test('every difference that is allowed is there', (t) => {
  for (const { name, made } of SAVED) {
    for (const view of ['text', 'matrix', 'ladder', 'evidence'] as const)
      allowed(view, name, VIEWS[view](made));
  }
  t.deepEqual(
    DIFFERENCES.filter((difference) => !seen.has(difference)).map(({ view, was, why }) => [
      view,
      String(was),
      why,
    ]),
    [],
  );
});

/** Every type of fact that 0.1.0 could write. */
const TYPES: readonly Fact['type'][] = [
  'session-opened',
  'listener-opened',
  'lane-opened',
  'secret-planted',
  'step-started',
  'step-finished',
  'question-asked',
  'answer-given',
  'question-explained',
  'claim-checked',
  'session-closed',
  'page-shown',
  'navigation-upgraded',
  'navigation-fell-back',
  'form-filled',
  'form-not-sent',
  'door-knocked',
  'exchange-made',
  'tls-secret-logged',
  'connection-opened',
  'connection-closed',
  'segment-captured',
  'capture-limit-reached',
  'exchange-read',
  'tunnel-opened',
  'certificate-forged',
  'tls-stripped',
  'form-tampered',
  'bytes-tampered',
  'session-hijacked',
  'hijacking-failed',
  'recording-decrypted',
  'recording-stays-sealed',
  'interception-failed',
  'destination-refused',
  'bank-answered',
  'bank-booked',
];

const VIEWS = {
  text: ({ text }: Made) => text,
  matrix: ({ matrix }: Made) => matrixLines(matrix),
  ladder: ({ ladder }: Made) => ladderLines(ladder),
  evidence: ({ claims }: Made) => evidenceLines(claims),
} as const satisfies Record<View, (made: Made) => string>;

/** What the earlier version said, as it must be said today. */
function allowed(view: View, session: string, said: string): string {
  return DIFFERENCES.filter(
    (each) => each.view === view && (each.sessions?.includes(session) ?? true),
  ).reduce((text, difference) => {
    const now = text.replaceAll(difference.was, difference.is);
    if (now !== text) seen.add(difference);
    return now;
  }, said);
}

function outcomeOf(facts: readonly Fact[]): Made['outcome'] {
  const closed = facts.find((fact) => fact.type === 'session-closed');
  return closed && { held: closed.held, failed: closed.failed, how: closed.how };
}

/** Holds every claim of a session anew against the facts before it. */
function claimsAnew(facts: readonly Fact[]): Made['claims'] {
  let steps: readonly StepOutline[] = [];
  let step = -1;
  return facts.flatMap((fact, index) => {
    if (fact.type === 'session-opened') steps = fact.steps;
    if (fact.type === 'step-started') step = fact.index;
    if (fact.type !== 'claim-checked') return [];
    const { lane } = fact;
    const claim = parseClaim(fact.claim);
    if (claim === undefined) throw new Error(`no claim says: ${fact.claim}`);
    const other = comparesLanes(claim) ? steps[step]?.lanes[1] : undefined;
    return [{ lane, claim: fact.claim, ...checkClaim(claim, facts.slice(0, index), lane, other) }];
  });
}

const hashed = ({ lane, direction, bytes, sha256 }: Made['payloads']['pcapng'][number]): string =>
  `${lane} ${direction} ${bytes} ${sha256}`;

function withLane<T extends { readonly lane: { readonly id: string } }>(
  each: T,
): Omit<T, 'lane'> & { lane: string } {
  return { ...each, lane: each.lane.id };
}

function evidenceLines(claims: readonly { lane: string; claim: string; evidence: Evidence }[]): string {
  return claims
    .flatMap(({ lane, claim, evidence: { text, searched, ways, found } }) => [
      `${lane} · ${claim} · ${text} · searched ${searched}, ${ways} ways`,
      ...found.map((place) => `  ${placeLine(place)} ${place.way}`),
    ])
    .join('\n');
}

function matrixLines(columns: Made['matrix']): string {
  return columns
    .flatMap(({ lane, cells }) =>
      Object.entries(cells).map(([row, { kind, value, says, place, sealed }]) =>
        [lane, row, kind, value, says, place && placeLine(place), sealed && 'sealed']
          .filter(Boolean)
          .join(' · '),
      ),
    )
    .join('\n');
}

function ladderLines(ladders: Made['ladder']): string {
  return ladders
    .flatMap(({ lane, rungs, more }) => [
      ...rungs.map(({ at, kind, from, to, label, bytes, reads, connection, place }) =>
        [
          `${lane} · ${at} · ${from} → ${to} · ${kind} · ${label}`,
          bytes !== undefined && `${bytes} bytes`,
          reads.length > 0 && `reads ${reads.join(', ')}`,
          connection !== undefined && `connection ${connection}`,
          place && placeLine(place),
        ]
          .filter(Boolean)
          .join(' · '),
      ),
      `${lane} · ${more} more`,
    ])
    .join('\n');
}

function placeLine({
  connection,
  direction,
  offset,
  length,
}: Omit<Evidence['found'][number], 'way'>): string {
  return `${connection} ${direction} ${offset}+${length}`;
}

function replay(path: string): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['build/src/main.js', 'replay', path],
      { maxBuffer: 1e9 },
      (error, stdout, stderr) => {
        resolve({
          status: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
          stdout,
          stderr,
        });
      },
    );
  });
}
