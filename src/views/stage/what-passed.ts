import type {
  ConnectionId,
  ExchangeRead,
  InterceptionFailed,
  MessageRead,
  OtherClient,
  RecordingDecrypted,
  SegmentCaptured,
} from '../../../lab/facts/facts.ts';
import { isBreakIn } from '../../../lab/facts/interceptor.ts';
import { printable } from '../../../lab/text/printable.ts';
import { contentTypeIn } from '../../reading/body.ts';
import { protocolOf, UNIT_BYTES } from '../../reading/connection.ts';
import type { ConnectionReading } from '../../reading/connection.ts';
import { readFact } from '../../reading/lane.ts';
import type { Unit } from '../../reading/protocol.ts';
import { carries } from '../matrix/travel.ts';
import { keptClear, markedExcerpt, markedValues } from './excerpt.ts';
import type { Excerpt, LaneState, UnitExcerpt } from './state.ts';
import { standsIn, valuesIn, withRead } from './values-read.ts';

/** Connections that a lane remembers as read inside TLS: the latest. */
const INSIDE = 256;

/** The lane after bytes passed its tap, in the act with index `step`; `other` is whose they are, where not the victim's. */
export function withSegment(
  lane: LaneState,
  fact: SegmentCaptured & { readonly at: number },
  step: number,
  other: OtherClient | undefined,
): LaneState {
  const { connection, direction } = fact;
  const toBank = direction === 'to-bank';
  const bytes = fact.bytes.length;
  const serial = lane.captured.segments + 1;
  const [reading, units] = readFact(lane.connections.get(connection), fact, serial);
  // A message that comes in several segments is told with all its bytes.
  const whole = units.at(-1);
  const said = whole?.label ?? reading?.directions[direction].label ?? 'bytes';
  const label = other === undefined ? said : `${other}: ${said}`;
  const next: LaneState = {
    ...lane,
    captured: {
      toBank: lane.captured.toBank + (toBank ? bytes : 0),
      toVictim: lane.captured.toVictim + (toBank ? 0 : bytes),
      segments: serial,
    },
    moving: {
      direction,
      bytes: Math.max(bytes, whole?.length ?? 0),
      label,
      sealed: whole?.sealed ?? false,
      serial,
    },
  };
  return withUnits(reading === undefined ? next : withReading(next, connection, reading), units, step);
}

/** The lane with what has been read of one of its connections. */
export function withReading(
  lane: LaneState,
  connection: ConnectionId,
  reading: ConnectionReading,
): LaneState {
  return { ...lane, connections: new Map(lane.connections).set(connection, reading) };
}

/** The lane after units of its traffic are whole: the most telling is held up. */
export function withUnits(lane: LaneState, units: readonly Unit[], step: number): LaneState {
  if (units.length === 0) return lane;
  const excerpts = units.map(excerptOfUnit);
  let next: LaneState = { ...lane, clear: keptClear(lane.clear, excerpts) };
  for (const excerpt of excerpts) next = shown(next, markedExcerpt(excerpt, next.planted), step);
  return next;
}

/** What a screen keeps of a unit. */
function excerptOfUnit({ unmask, lines, ...unit }: Unit): UnitExcerpt {
  const { connection, direction, offset, length, bytes, label, sealed } = unit;
  const seen = { connection, direction, offset, length, bytes, label, sealed };
  return {
    ...seen,
    ...(unmask !== undefined && { unmasked: unmask(bytes) }),
    ...(lines !== undefined && { lines }),
  };
}

/** Puts an excerpt up where it is the most telling one since somebody acted, and notes what was read in it. */
function shown(lane: LaneState, excerpt: Excerpt, step: number): LaneState {
  const fresh = lane.excerpt === undefined || lane.excerptStep !== step;
  const held = fresh || excerpt.rank >= (lane.excerpt?.rank ?? 0);
  const read = withRead(lane, markedValues(excerpt, lane.planted));
  return held ? { ...read, excerpt, excerptStep: step } : read;
}

/** What failed says nothing against what succeeded: the failure of an earlier connection may come after a later one has been broken into. */
export function withFailure(lane: LaneState, fact: InterceptionFailed): LaneState {
  const reads = [...lane.inside].some((connection) => lane.connections.has(connection));
  return reads && isBreakIn(fact) ? lane : { ...lane, interceptionFailed: fact };
}

/** The lane after the attacker read an exchange: holds up what he read of it behind TLS: the form that she sent, else what came back. */
export function withExchange(lane: LaneState, fact: ExchangeRead, step: number): LaneState {
  if (!isInsideTls(lane, fact)) return lane;
  const { connection, request, response } = fact;
  const values = valuesIn(lane, (value) => carries(fact, value) !== undefined);
  const { interceptionFailed: failed, ...rest } = withInside(withRead(lane, values), connection);
  // An exchange without an answer is no success.
  const next = failed !== undefined && response.status === 0 ? { ...rest, interceptionFailed: failed } : rest;
  const path = URL.canParse(request.url) ? new URL(request.url).pathname : '';
  const line = printable(`${request.method} ${path}`);
  const held =
    request.body.length > 0
      ? ({
          direction: 'to-bank',
          bytes: request.body,
          label: `${line}, read behind TLS`,
          bodyOf: contentTypeIn(request.headers) ?? '',
        } as const)
      : ({
          direction: 'to-victim',
          bytes: response.body,
          label: `the answer to ${line}, read behind TLS`,
          bodyOf: contentTypeIn(response.headers) ?? '',
        } as const);
  return withOpened(next, { connection, ...held }, step);
}

/** The lane after the attacker read a message: holds it up where it was behind TLS; what went in clear the tap has shown already. */
export function withMessage(lane: LaneState, fact: MessageRead, step: number): LaneState {
  const { connection, direction, bytes } = fact;
  const known = lane.connections.get(connection);
  if (known === undefined || protocolOf(known) !== 'tls') return lane;
  const values = valuesIn(lane, (value) => standsIn(bytes, value));
  const label = `what the ${direction === 'to-bank' ? 'victim' : 'bank'} said, read behind TLS`;
  const read = withInside(withRead(lane, values), connection);
  return withOpened(read, { connection, direction, bytes, label, bodyOf: 'text/plain' }, step);
}

/** Whether an exchange was read behind TLS; what went in clear the tap has shown already. */
function isInsideTls({ connections }: LaneState, { connection, request }: ExchangeRead): boolean {
  const known = connections.get(connection);
  const protocol = known === undefined ? undefined : protocolOf(known);
  return protocol === undefined ? request.url.startsWith('https:') : protocol === 'tls';
}

/** The lane after the attacker opened a recording, of which he holds up what it says. */
export function withRecording(lane: LaneState, fact: RecordingDecrypted, step: number): LaneState {
  const { connection, direction, bytes } = fact;
  const values = valuesIn(lane, (value) => standsIn(bytes, value));
  const read = withRead(withInside(lane, connection), values);
  return withOpened(read, { connection, direction, bytes, label: 'the opened recording' }, step);
}

/** The lane with what the attacker read behind TLS held up. */
function withOpened(
  lane: LaneState,
  { bytes: all, ...what }: Pick<UnitExcerpt, 'connection' | 'direction' | 'bytes' | 'label' | 'bodyOf'>,
  step: number,
): LaneState {
  if (all.length === 0) return lane;
  const bytes = all.subarray(0, UNIT_BYTES);
  const excerpt = { ...what, offset: 0, length: all.length, bytes, sealed: false, opened: true };
  return shown(lane, markedExcerpt(excerpt, lane.planted), step);
}

/** The lane after the attacker came to read along on one of its connections. */
function withInside(lane: LaneState, connection: ConnectionId): LaneState {
  return { ...lane, inside: new Set([...lane.inside, connection].slice(-INSIDE)) };
}
