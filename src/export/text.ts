import type {
  BankBooked,
  DoorKnocked,
  NavigationUpgraded,
  PageShown,
  TlsStripped,
} from '../../lab/facts/facts.ts';
import { latin1 } from '../../lab/wire/bytes.ts';
import { grouped } from '../../lab/text/count.ts';
import { printable } from '../../lab/text/printable.ts';
import { SIDES } from '../../lab/text/sides.ts';
import { CONTENT, MESSAGE } from '../../lab/wire/tls/names.ts';
import { RECORD_HEADER } from '../../lab/wire/tls/records.ts';
import type { ClaimChecked, Fact, SessionOpened } from '../../lab/facts/session.ts';
import { NO_TALLY, tallied, tallyText } from '../views/stage/tally.ts';
import { bookedText, filledText, keptText, SECURITY_WORDS } from '../views/stage/words.ts';

/** Columns kept for the name of a lane, at least and at most; a longer name pushes its own line aside. */
const LANE_COLUMNS = { least: 10, most: 32 } as const;

/**
 * Writes a transcript fact by fact: the lines of each, and before the last how the class has done with
 * the questions. Give it the facts of one session, in order.
 */
export function transcriber(): (fact: Fact) => readonly string[] {
  let tally = NO_TALLY;
  let width: number = LANE_COLUMNS.least;
  return (fact) => {
    if (fact.type === 'session-opened') {
      tally = NO_TALLY;
      width = columnsFor(fact);
    }
    if (fact.type === 'question-explained') tally = tallied(tally, fact);
    const lines = transcript(fact, width);
    const text = tallyText(tally);
    if (fact.type !== 'session-closed' || text === '') return lines;
    const [blank = '', ...rest] = lines;
    return [blank, `questions: ${text}`, ...rest];
  };
}

/** Columns that the names of a session's lanes take. */
function columnsFor({ lanes }: SessionOpened): number {
  const longest = Math.max(LANE_COLUMNS.least, ...lanes.map(({ id }) => id.length));
  return Math.min(longest, LANE_COLUMNS.most);
}

/**
 * The transcript of a fact: lines without line ends, none for what a reader need not see. Safe for a
 * terminal. `width` columns are kept for the name of its lane.
 */
export function transcript(fact: Fact, width: number = LANE_COLUMNS.least): readonly string[] {
  const lane = (id: string, text: string): string => printable(`   ${id.padEnd(width)} ${text}`);
  switch (fact.type) {
    case 'session-opened':
      return opening(fact);
    case 'lane-opened':
      return [lane(fact.lane, `${fact.title}, ${fact.url}`)];
    case 'listener-opened':
      return fact.role === 'tap'
        ? [lane(fact.lane, `tap on ${fact.address}:${fact.port} standing in for ${fact.logical}`)]
        : [];
    case 'step-started':
      return ['', printable(`${fact.index + 1}. ${fact.text === '' ? fact.kind : fact.text}`)];
    case 'page-shown':
      return [lane(fact.lane, `victim    ${page(fact)}`)];
    case 'navigation-upgraded':
      return [lane(fact.lane, `victim    goes to ${fact.to} instead of ${fact.from}: ${UPGRADES[fact.why]}`)];
    case 'navigation-fell-back':
      return [lane(fact.lane, `victim    falls back to ${fact.to}: https failed with ${fact.error}`)];
    case 'door-knocked':
      return [lane(fact.lane, `victim    knocks at port ${knocked(fact)}`)];
    case 'form-filled':
      return [lane(fact.lane, `victim    fills "${fact.form}": ${filledText(fact.fields)}`)];
    case 'form-not-sent':
      return [lane(fact.lane, `victim    did not send "${fact.form}": ${fact.reason}`)];
    case 'exchange-read': {
      const answer =
        fact.response.status === 0 ? 'which got no answer' : `and its answer ${fact.response.status}`;
      return [lane(fact.lane, `attacker  read ${fact.request.method} ${fact.request.url} ${answer}`)];
    }
    case 'tunnel-opened':
      return [
        lane(fact.lane, `attacker  passes connection ${fact.connection} on to ${fact.logical} untouched`),
      ];
    case 'certificate-forged':
      return [lane(fact.lane, `attacker  forged a certificate for ${fact.name}`)];
    case 'tls-stripped':
      return [lane(fact.lane, `attacker  ${stripped(fact)}`)];
    case 'form-tampered':
      return [
        lane(
          fact.lane,
          `attacker  changed the form's "${fact.field}" from "${fact.before}" to "${fact.after}"`,
        ),
      ];
    case 'bytes-tampered':
      return [
        lane(
          fact.lane,
          `attacker  changed byte ${grouped(fact.offset)} of connection ${fact.connection} ${SIDES[fact.direction]} from ${hex(fact.before)} to ${hex(fact.after)}`,
        ),
      ];
    case 'session-hijacked':
      return [
        lane(fact.lane, `attacker  opened ${fact.url} with her cookie: "${fact.title}" · ${fact.text}`),
      ];
    case 'hijacking-failed':
      return [lane(fact.lane, `attacker  could not use a stolen cookie. ${fact.reason}`)];
    case 'recording-decrypted':
      return [
        lane(
          fact.lane,
          `attacker  opened ${grouped(fact.length)} bytes ${SIDES[fact.direction]} of connection ${fact.connection} with the bank's key${keptText(fact)}`,
        ),
      ];
    case 'recording-stays-sealed':
      return [lane(fact.lane, `attacker  could not open connection ${fact.connection}. ${fact.reason}`)];
    case 'interception-failed':
      return [lane(fact.lane, `attacker  interception failed: ${fact.kind} (${fact.message})`)];
    case 'destination-refused':
      return [lane(fact.lane, `attacker  refused to connect to ${fact.destination}, which is not the lab's`)];
    case 'capture-limit-reached':
      return [
        lane(
          fact.lane,
          `attacker  recording full: ${grouped(fact.limit)} bytes are kept, the rest is only counted`,
        ),
      ];
    case 'connection-closed':
      return [
        lane(
          fact.lane,
          `tap       connection ${fact.connection}: ${grouped(fact.toBank)} bytes to the bank, ${grouped(fact.toVictim)} to the victim, closed by the ${fact.by} (${fact.how})`,
        ),
      ];
    case 'bank-booked':
      return [lane(fact.lane, `bank      ${booked(fact)}`)];
    case 'question-asked':
      return fact.choices.map((choice, index) => printable(`   ${index + 1}) ${choice}`));
    case 'question-explained':
      return ['', printable(`   Answer: ${fact.answer}. ${fact.because}`)];
    case 'claim-checked':
      return [lane(fact.lane, claim(fact))];
    case 'session-closed':
      return ['', closing(fact.held, fact.failed, fact.how)];
    default:
      return [];
  }
}

function opening({ title, seed, scenario }: SessionOpened): string[] {
  return [
    printable(title),
    printable(`scenario ${scenario} · seed ${seed} (--seed repeats password and balances)`),
  ];
}

function page({ security, url, status, title, error }: PageShown): string {
  const said = error ?? `${status} "${title}"`;
  return `${SECURITY_WORDS[security]} │ ${url}  ${said}`;
}

const UPGRADES = {
  hsts: 'the bank asked for https before (HSTS)',
  preload: 'the bank stands on the HSTS preload list',
  'https-first': 'the browser tries https first',
  'https-only': 'the browser is set to https only',
} as const satisfies Record<NavigationUpgraded['why'], string>;

const GREETINGS = {
  nothing: 'and says nothing',
  http: 'with a GET',
  tls: 'with a ClientHello',
} as const satisfies Record<DoorKnocked['with'], string>;

function knocked({ port, service, with: greeting, outcome, answer }: DoorKnocked): string {
  const name = service === undefined ? '' : ` (${service})`;
  const came = outcome === 'answered' ? `answered with ${firstWords(answer)}` : OUTCOMES[outcome];
  return `${port}${name} ${GREETINGS[greeting]}: ${came}`;
}

const OUTCOMES = {
  refused: 'refused',
  'hung-up': 'hung up without an answer',
  silent: 'no answer',
} as const;

/** Bytes of an answer that a transcript shows. */
const SHOWN = 24;

function firstWords(answer: Uint8Array): string {
  if (answer[0] === CONTENT.handshake && answer[RECORD_HEADER] === MESSAGE.serverHello)
    return 'the ServerHello of TLS';
  const [line = ''] = latin1(answer.subarray(0, SHOWN)).split('\r\n', 1);
  return `"${line.replace(/[^\x20-\x7e]/g, '.')}"`;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}

function stripped({ asked, fetched, links, cookies, hsts }: TlsStripped): string {
  const taken = [
    ...(links > 0 ? [`${links} links made http`] : []),
    ...(cookies > 0 ? [`${cookies} cookies without Secure`] : []),
    ...(hsts ? ['HSTS taken out'] : []),
  ];
  const changes = taken.length === 0 ? '' : ` (${taken.join(', ')})`;
  return `fetched ${fetched} and answers ${asked} with it${changes}`;
}

function booked(fact: BankBooked): string {
  const money = fact.balance === undefined ? '' : `, balance ${fact.balance}`;
  return `${bookedText(fact)}${money} over ${fact.scheme}`;
}

function claim({ held, claim: sentence, evidence }: ClaimChecked): string {
  return `${held ? '✓ held   ' : '✗ FAILED '} ${sentence}: ${evidence.text}`;
}

function closing(held: number, failed: number, how: string): string {
  const ended = how === 'finished' ? '' : ` The run was ${how} before its end.`;
  return `${held} ${held === 1 ? 'claim' : 'claims'} held, ${failed} failed.${ended}`;
}
