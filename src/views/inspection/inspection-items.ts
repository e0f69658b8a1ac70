import type { Direction } from '../../../lab/wire/direction.ts';
import { NO_BYTES } from '../../../lab/wire/bytes.ts';
import { grouped } from '../../../lab/text/count.ts';
import { httpFields } from '../../explain/http/message-fields.ts';
import { decodeHttp, looksLikeHttp } from '../../../lab/wire/http/parser.ts';
import { looksLikeTls, RECORD_HEADER } from '../../../lab/wire/tls/records.ts';
import type { Stream } from '../../reading/streams.ts';
import { dissectTls } from '../../explain/tls/dissect.ts';
import type { RecordNode, TlsDissection } from '../../explain/tls/dissect.ts';
import type { Field } from '../../explain/field.ts';
import type { InspectedConnection, Seen } from './inspection.ts';

/** Bytes of each direction that are taken apart; what comes after them is shown as it stands. */
export const DISSECTED = 4 * 1024 * 1024;

/** One thing that was on a connection: a TLS record, an HTTP message, or bytes of another kind, with its fields. */
export interface Item extends Field {
  readonly direction: Direction;
  /** When its first byte passed: ms since the session began. */
  readonly at: number;
  /** Whether an onlooker cannot read what it carries. */
  readonly sealed: boolean;
}

/** What stands in one run of a stream, before its time is known. */
type Found = Omit<Item, 'at'>;

/**
 * Takes a connection's streams apart. Items of both directions stand in the order in which they began to pass,
 * and cover their streams but for empty lines between messages. Never throws.
 */
export function itemsOf(
  connection: InspectedConnection,
  streams: readonly Stream[],
  seen: Readonly<Record<Direction, readonly Seen[]>>,
): readonly Item[] {
  const head = (direction: Direction): Uint8Array => {
    const first = streams.find((stream) => stream.direction === direction && stream.offset === 0);
    return first === undefined ? NO_BYTES : first.bytes.subarray(0, DISSECTED);
  };
  const [toBank, toVictim] = [head('to-bank'), head('to-victim')];
  const [up, down] = [kindOf(toBank, toVictim), kindOf(toVictim, toBank)];
  const tls =
    up === 'tls' || down === 'tls'
      ? dissectTls(up === 'tls' ? toBank : NO_BYTES, down === 'tls' ? toVictim : NO_BYTES)
      : undefined;
  const asked = up === 'http' ? decodeHttp('to-bank', toBank) : undefined;
  const methods = asked?.messages.flatMap((message) =>
    message.kind === 'request' ? [message.start.method] : [],
  );
  const ended = connection.closed?.how === 'end';
  const found = streams.flatMap((stream): Found[] => {
    const { direction, offset } = stream;
    const kind = offset > 0 ? 'gap' : direction === 'to-bank' ? up : down;
    if (kind === 'tls' && tls !== undefined) return tlsItems(stream, tls);
    if (kind === 'http') return httpItems(stream, methods ?? [], ended);
    return bytesItem(stream, offset, kind === 'gap' ? AFTER_GAP : UNKNOWN);
  });
  const timed = timer(seen);
  return found
    .map((item) => ({ item, when: timed(item.direction, item.offset) }))
    .toSorted((a, b) => a.when.order - b.when.order || a.item.offset - b.item.offset)
    .map(({ item, when }) => ({ ...item, at: when.at }));
}

const AFTER_GAP = 'Bytes before these were not kept, so that this lab cannot tell where a message begins.';
const UNKNOWN = 'Neither TLS nor HTTP: this lab shows the bytes as they stand.';
const BEYOND = `This lab takes the first ${grouped(DISSECTED)} bytes of a direction apart, and these come later.`;

function kindOf(bytes: Uint8Array, other: Uint8Array): 'tls' | 'http' | 'bytes' {
  if (looksLikeTls(bytes)) return 'tls';
  if (looksLikeHttp(bytes)) return 'http';
  // A server may answer a ClientHello with an alert and nothing else.
  const [type = 0, major] = bytes;
  return looksLikeTls(other) && type >= 20 && type <= 23 && major === 3 ? 'tls' : 'bytes';
}

function tlsItems(stream: Stream, tls: TlsDissection): Found[] {
  const { direction } = stream;
  const [nodes, more] =
    direction === 'to-bank' ? [tls.toBank, tls.more.toBank] : [tls.toVictim, tls.more.toVictim];
  const items = nodes.map((node) => recordItem(node, direction));
  const last = items.at(-1);
  const end = last === undefined ? 0 : last.offset + last.length;
  const why =
    more > 0
      ? `${grouped(more)} more records, which this lab counts only.`
      : end + RECORD_HEADER < DISSECTED && looksLikeRecord(stream.bytes.subarray(end))
        ? 'The beginning of a record whose end has not passed yet.'
        : (tls.summary.problems.find((problem) => problem.includes(`byte ${end}:`)) ??
          'What stands here is no whole TLS record.');
  return [...items, ...bytesItem(stream, end, stream.bytes.length > DISSECTED ? BEYOND : why)];
}

function looksLikeRecord([type = 0, major, minor = 0]: Uint8Array): boolean {
  return type >= 20 && type <= 24 && (major === undefined || major === 3) && minor <= 4;
}

/** A record as an item: the messages that begin in it stand in place of its bare payload. */
function recordItem(node: RecordNode, direction: Direction): Found {
  const { label, offset, length, ranges, value, why, source, sealed, messages, record } = node;
  const bare = (node.children ?? []).filter((field) => messages.length === 0 || field.label !== 'payload');
  return {
    label: label === `record: ${record.typeName}` ? record.typeName.replaceAll('_', ' ') : label,
    offset,
    length,
    ...(ranges !== undefined && { ranges }),
    // Of a sealed record its size is all there is to see: it comes first.
    value: sealed ? `${grouped(record.length)} bytes, sealed` : value,
    why,
    source,
    sealed,
    direction,
    children: [...bare, ...messages],
  };
}

function httpItems(stream: Stream, methods: readonly string[], ended: boolean): Found[] {
  const { direction } = stream;
  const bytes = stream.bytes.subarray(0, DISSECTED);
  const whole = bytes.length === stream.bytes.length;
  const { messages, opaque } = decodeHttp(direction, bytes, { methods, ended: ended && whole });
  const items = messages.map((message): Found => ({ ...httpFields(message), direction, sealed: false }));
  const last = messages.at(-1);
  const end = opaque?.offset ?? (last === undefined ? 0 : last.offset + last.length);
  const why =
    opaque !== undefined
      ? `Not read as HTTP from here on: ${opaque.text}.`
      : whole
        ? 'The beginning of a message whose first line is not whole yet.'
        : BEYOND;
  return [...items, ...bytesItem(stream, end, why)];
}

/** What is left of a stream from `from` on, as it stands; nothing where nothing is left. */
function bytesItem({ direction, offset, bytes }: Stream, from: number, why: string): Found[] {
  const length = offset + bytes.length - from;
  if (length <= 0) return [];
  return [
    {
      label: 'bytes',
      offset: from,
      length,
      value: `${grouped(length)} bytes`,
      why: `${why} Whoever is on the path has them too.`,
      source: 'RFC 9293 §2.2',
      direction,
      sealed: false,
    },
  ];
}

/** Tells when the byte at an offset passed: the segment that brought it, in the order of the log. */
function timer(seen: Readonly<Record<Direction, readonly Seen[]>>) {
  const byOffset = (direction: Direction): readonly Seen[] => {
    const list = seen[direction];
    const ordered = list.every((one, index) => one.offset >= (list[index - 1]?.offset ?? 0));
    return ordered ? list : list.toSorted((a, b) => a.offset - b.offset);
  };
  const lists = { 'to-bank': byOffset('to-bank'), 'to-victim': byOffset('to-victim') };
  return (direction: Direction, offset: number): { readonly order: number; readonly at: number } => {
    const list = lists[direction];
    let [low, high] = [0, list.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((list[middle]?.offset ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const found = list[low];
    return { order: found?.index ?? 0, at: found?.fact.at ?? 0 };
  };
}
