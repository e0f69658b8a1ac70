import type { ConnectionId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { decodeHttp, looksLikeHttp } from '../../../lab/wire/http/parser.ts';
import type { Stream } from '../../reading/streams.ts';
import { readConversation } from '../../../lab/wire/tls/conversation.ts';
import type { Conversation } from '../../../lab/wire/tls/conversation.ts';
import { isSealed } from '../../../lab/wire/tls/gather.ts';
import { messageName } from '../../explain/tls/handshake.ts';
import { alertName, CONTENT, versionName } from '../../../lab/wire/tls/names.ts';
import { RECORD_HEADER, looksLikeTls } from '../../../lab/wire/tls/records.ts';
import type { LaneLog } from '../lane-log.ts';

/**
 * What a stretch of the path carries: HTTP in clear, a TLS handshake in clear, sealed records, `mixed`
 * (a handshake in clear with sealed records after it), an alert in clear, or other bytes.
 */
export type FlightKind = 'http' | 'handshake' | 'sealed' | 'mixed' | 'alert' | 'bytes';

/** Bytes that went one way on one connection before any came back. Times in ms, lengths in bytes. */
export interface Flight {
  readonly connection: ConnectionId;
  readonly direction: Direction;
  readonly at: number;
  readonly until: number;
  readonly offset: number;
  readonly bytes: number;
  readonly kind: FlightKind;
  /** The messages or records that became whole in it: hostile text, not yet safe for a terminal. */
  readonly parts: readonly string[];
}

/** A message or record of one direction, and how far it reaches. */
interface Item {
  readonly end: number;
  readonly label: string;
  readonly kind: FlightKind;
}

type Run = Omit<Flight, 'kind' | 'parts'>;

/** The flights of a lane in the order in which they began. */
export function flightsOf(log: LaneLog): Flight[] {
  const items = itemsOf(log.streams);
  return runsOf(log).map((run) => {
    const own = (items.get(keyOf(run)) ?? []).filter(
      ({ end }) => end > run.offset && end <= run.offset + run.bytes,
    );
    return { ...run, kind: kindOf(own), parts: together(own) };
  });
}

function keyOf({ connection, direction }: { connection: ConnectionId; direction: Direction }): string {
  return `${connection} ${direction}`;
}

/** Joins segments that follow each other one way, until something comes the other way. */
function runsOf({ segments }: LaneLog): Run[] {
  const runs: Run[] = [];
  const last = new Map<ConnectionId, number>();
  for (const { connection, direction, at, offset, bytes } of segments) {
    const index = last.get(connection);
    const run = index === undefined ? undefined : runs[index];
    if (index !== undefined && run?.direction === direction && run.offset + run.bytes === offset) {
      runs[index] = { ...run, until: at, bytes: run.bytes + bytes.length };
    } else {
      last.set(connection, runs.length);
      runs.push({ connection, direction, at, until: at, offset, bytes: bytes.length });
    }
  }
  return runs;
}

function kindOf(items: readonly Item[]): FlightKind {
  const has = (kind: FlightKind): boolean => items.some((item) => item.kind === kind);
  if (has('alert')) return 'alert';
  // A change_cipher_spec tells nothing: what comes with it decides.
  const says = items.some(({ kind, label }) => kind === 'handshake' && label !== 'change_cipher_spec');
  if (has('sealed')) return says ? 'mixed' : 'sealed';
  return (['handshake', 'http'] as const).find(has) ?? 'bytes';
}

/** Labels in order; sealed records that follow each other are counted. */
function together(items: readonly Item[]): string[] {
  const parts: string[] = [];
  let sealed = 0;
  const flush = (): void => {
    if (sealed > 0) parts.push(`${sealed} sealed ${sealed === 1 ? 'record' : 'records'}`);
    sealed = 0;
  };
  for (const { kind, label } of items) {
    if (kind === 'sealed') sealed += 1;
    else {
      flush();
      parts.push(label);
    }
  }
  flush();
  return parts;
}

/** What each direction is made of. Only streams captured from their first byte can be told. */
function itemsOf(streams: readonly Stream[]): Map<string, Item[]> {
  const items = new Map<string, Item[]>();
  const whole = streams.filter(({ offset }) => offset === 0);
  for (const connection of new Set(whole.map((stream) => stream.connection))) {
    const of = (direction: Direction): Uint8Array =>
      whole.find((stream) => stream.connection === connection && stream.direction === direction)?.bytes ??
      new Uint8Array(0);
    const toBank = of('to-bank');
    const toVictim = of('to-victim');
    if (looksLikeTls(toBank) || looksLikeTls(toVictim)) {
      const conversation = readConversation(toBank, toVictim);
      items.set(`${connection} to-bank`, tlsItems(conversation, 'toBank', toBank));
      items.set(`${connection} to-victim`, tlsItems(conversation, 'toVictim', toVictim));
    } else if (looksLikeHttp(toBank)) {
      const [asked, methods] = httpItems('to-bank', toBank, []);
      items.set(`${connection} to-bank`, asked);
      items.set(`${connection} to-victim`, httpItems('to-victim', toVictim, methods)[0]);
    }
  }
  return items;
}

function httpItems(
  direction: Direction,
  bytes: Uint8Array,
  methods: readonly string[],
): readonly [Item[], string[]] {
  const { messages } = decodeHttp(direction, bytes, { methods });
  const items = messages.map((message): Item => {
    const end = message.offset + message.length;
    const label =
      message.kind === 'request'
        ? `${message.start.method} ${message.start.target}`
        : `${message.start.status} ${message.start.reason}`.trim();
    return { end, kind: 'http', label: message.complete ? label : `${label} (not whole)` };
  });
  const asked = messages.flatMap((message) => (message.kind === 'request' ? [message.start.method] : []));
  return [items, asked];
}

function tlsItems(conversation: Conversation, side: 'toBank' | 'toVictim', bytes: Uint8Array): Item[] {
  const flight = conversation[side];
  return flight.records.map((record, index): Item => {
    const end = record.offset + RECORD_HEADER + record.length;
    if (isSealed(flight, index)) return { end, kind: 'sealed', label: 'sealed' };
    if (record.type === CONTENT.alert) {
      return {
        end,
        kind: 'alert',
        label: `alert: ${alertName(bytes[record.offset + RECORD_HEADER + 1] ?? -1)}`,
      };
    }
    const names = flight.messages.filter((message) => message.record === index).map(messageName);
    const label =
      names.length === 0 ? record.typeName : names.map((name) => helloText(name, conversation)).join(', ');
    return { end, kind: 'handshake', label };
  });
}

/** A hello with what matters most in it: the name that is asked for, the version that is chosen. */
function helloText(name: string, { hellos }: Conversation): string {
  if (name === 'ClientHello' && hellos.client?.sni !== undefined) return `${name} for ${hellos.client.sni}`;
  if (name === 'ServerHello' && hellos.server !== undefined)
    return `${name} (${versionName(hellos.server.version)})`;
  return name;
}
