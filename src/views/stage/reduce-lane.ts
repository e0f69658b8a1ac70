import type { LaneOpened, OtherClient, PageShown } from '../../../lab/facts/facts.ts';
import { isRecord } from '../../../lab/facts/codec.ts';
import type { LaneFact } from '../../../lab/facts/session.ts';
import { readFact } from '../../reading/lane.ts';
import { withHand } from './held.ts';
import { otherOf, withOrder, withOther } from './other-clients.ts';
import type { LaneState } from './state.ts';
import { withByteChange, withFormChange, withHangUp } from './tampering.ts';
import { valuesIn, withRead, withValues } from './values-read.ts';
import {
  withExchange,
  withFailure,
  withMessage,
  withReading,
  withRecording,
  withSegment,
  withUnits,
} from './what-passed.ts';
import { withWhatWasDone } from './what-was-done.ts';

/** Entries of the bank's own log that are kept: the latest. */
const LOGGED = 40;

/** The lane after one of its facts, of which nothing is kept where it is a stranger's but that he came. */
export function reduceLane(lane: LaneState, fact: LaneFact, step: number): LaneState {
  const other = otherOf(lane, fact);
  const next = other === undefined ? lane : { ...lane, others: withOther(lane.others, fact, other) };
  return other === 'stranger' ? next : withWhatWasDone(ofLane(withHand(next, fact), fact, step, other), fact);
}

function ofLane(lane: LaneState, fact: LaneFact, step: number, other?: OtherClient): LaneState {
  switch (fact.type) {
    case 'lane-opened':
      return { ...lane, title: fact.title, url: fact.url, strips: stripsIn(fact) };
    case 'listener-opened':
      return { ...lane, listeners: [...lane.listeners, fact] };
    case 'clients-invited':
      return { ...lane, invited: fact };
    case 'secret-planted':
    case 'secret-typed':
    case 'chat-said':
      return withValues(lane, fact);
    case 'page-shown':
      return withPage(lane, fact);
    case 'form-filled': {
      const { notSent: _not, ...rest } = withValues(lane, fact);
      return { ...rest, form: fact };
    }
    case 'attack-begun':
      return { ...lane, strips: fact.attack === 'strip' };
    case 'certificate-shown':
      return { ...lane, shownCertificate: fact };
    case 'form-not-sent':
      return { ...lane, notSent: fact };
    case 'challenge-given':
    case 'certificate-issued':
    case 'issuance-refused':
      return withOrder(lane, fact);
    case 'victim-opened':
      return { ...lane, player: fact };
    case 'server-started':
      return { ...lane, server: fact };
    case 'server-ended':
      return { ...lane, serverEnded: fact };
    case 'bank-answered':
      return { ...lane, answered: fact, bankLog: logged(lane, fact) };
    case 'bank-booked':
      return { ...lane, booked: fact, bankLog: logged(lane, fact) };
    case 'tls-stripped':
      return { ...lane, stripped: fact };
    case 'form-tampered':
      return withFormChange(lane, fact);
    case 'bytes-tampered':
      return withByteChange(lane, fact);
    case 'interception-failed':
      return withFailure(lane, fact);
    case 'segment-captured':
      return withSegment(other === undefined ? withMore(lane) : lane, fact, step, other);
    case 'connection-opened': {
      // What failed on an earlier connection says nothing of this one.
      const { interceptionFailed: _earlier, order, ...others } = lane;
      // Whoever comes now has the place before the path.
      const rest = other === undefined || order === undefined ? others : { ...others, order };
      const [reading] = readFact(undefined, fact, 0);
      return reading === undefined ? rest : withReading(rest, fact.connection, reading);
    }
    case 'connection-closed': {
      const [, units] = readFact(lane.connections.get(fact.connection), fact, lane.captured.segments);
      const connections = new Map(lane.connections);
      connections.delete(fact.connection);
      return withHangUp(withUnits({ ...lane, connections }, units, step), fact);
    }
    case 'capture-limit-reached':
      return { ...lane, captureLimit: fact.limit };
    case 'exchange-read':
      return withExchange(lane, fact, step);
    case 'message-read':
      return withMessage(lane, fact, step);
    case 'recording-decrypted':
      return withRecording(fact.bytes.length > 0 ? withMore(lane) : lane, fact, step);
    case 'session-hijacked':
      return withRead(
        { ...lane, hijacked: fact },
        valuesIn(lane, (value) => fact.text.includes(value)),
      );
    default:
      return lane;
  }
}

/** A lane whose attacker gets more than the claims so far were held against. */
function withMore(lane: LaneState): LaneState {
  return { ...lane, outrun: lane.claims.length };
}

function logged({ bankLog }: LaneState, entry: LaneState['bankLog'][number]): LaneState['bankLog'] {
  return [...bankLog, entry].slice(-LOGGED);
}

/** The filled form stays in sight while the page that it was on does. */
function withPage(lane: LaneState, page: PageShown): LaneState {
  const { form, notSent, order: _authoritys, ...rest } = lane;
  return form !== undefined && lane.page?.url === page.url
    ? { ...rest, form, ...(notSent && { notSent }), page }
    : { ...rest, page };
}

/** Whether a lane's attacker keeps the victim on http, as the lane's settings say. */
function stripsIn({ settings: { attacker } }: LaneOpened): boolean {
  return isRecord(attacker) && attacker['does'] === 'strip';
}
