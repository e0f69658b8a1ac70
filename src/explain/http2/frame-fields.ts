import { counted } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { cutText } from '../../../lab/text/readable.ts';
import { headMessage } from '../../../lab/wire/http2/message.ts';
import { FLAG, FRAME_TYPE, FRAME_HEADER, frameName } from '../../../lab/wire/http2/frame.ts';
import type { Http2Frame, Http2Part } from '../../../lab/wire/http2/frame.ts';
import type { Field } from '../field.ts';
import { SOURCES } from '../sources/sources.ts';
import { payloadFields } from './payload-fields.ts';
import { frameReason } from './reasons.ts';

/** Bytes of the stream in which a part lies; `offset` is where the first of them stands. */
interface StreamBytes {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * Explains one part of HTTP/2: a frame with every field of its header and its payload, or the preface. What came
 * from the wire is made safe to show. Never throws. RFC 9113, RFC 7541.
 */
export function http2Fields(part: Http2Part, stream: StreamBytes): Field {
  const { offset, length, complete } = part;
  const value = `${saidIn(part)}${counted(length, 'byte')}${complete ? '' : ' so far'}`;
  if (part.kind === 'preface')
    return {
      label: 'connection preface',
      offset,
      length,
      value,
      why: 'A client of HTTP/2 says this first. An old server takes it for a request that it does not know, and reads no further.',
      source: SOURCES.http2Preface,
    };
  const [why, source] = frameReason(part);
  const fault = part.problem === undefined ? '' : ` It departs from the rules of HTTP/2: ${part.problem}.`;
  const end = complete ? '' : ' Its end has not been seen.';
  return {
    label: `frame: ${nameOf(part)}`,
    offset,
    length,
    value: `${value}${part.stream === 0 ? '' : `, stream ${part.stream}`}`,
    why: `${why}${end}${fault}`,
    source,
    children: [...headerFields(part), ...(complete ? payloadFields(part, payloadOf(part, stream)) : [])],
  };
}

/** Characters of a request's target beside its frame. */
const TARGET_LENGTH = 60;

/** What message a frame begins: `POST /login, `. */
function saidIn(part: Http2Part): string {
  const message =
    part.kind === 'preface' || part.section === undefined ? undefined : headMessage(part.section);
  if (message === undefined) return '';
  const { start } = message;
  const text = 'method' in start ? `${start.method} ${start.target}` : String(start.status);
  return `${printable(cutText(text, TARGET_LENGTH))}, `;
}

function payloadOf({ payload }: Http2Frame, { offset, bytes }: StreamBytes): Uint8Array {
  const from = Math.max(0, payload.offset - offset);
  return bytes.subarray(from, from + payload.length);
}

function nameOf({ type }: Http2Frame): string {
  return frameName(type) ?? `type ${type}`;
}

function headerFields(frame: Http2Frame): Field[] {
  const { offset, type, flags, stream, payload } = frame;
  const field = (at: number, length: number, rest: Omit<Field, 'offset' | 'length'>): Field => ({
    offset: offset + at,
    length,
    ...rest,
  });
  const source = SOURCES.http2Frame;
  const set = flagsOf(frame);
  return [
    field(0, 3, {
      label: 'length',
      value: counted(payload.length, 'byte'),
      why: `The length of what follows these ${FRAME_HEADER} bytes. Frames of several streams share one connection, so each says where it ends.`,
      source,
    }),
    field(3, 1, {
      label: 'type',
      value: `${nameOf(frame)} (${type})`,
      why: 'What kind of frame this is. A receiver passes over kinds that it does not know.',
      source,
    }),
    field(4, 1, {
      label: 'flags',
      value: set.length === 0 ? 'none' : set.join(', '),
      why: flagsWhy(set, flags),
      source,
    }),
    field(5, 4, {
      label: 'stream',
      value: String(stream),
      why: streamWhy(stream),
      source: SOURCES.http2Stream,
    }),
  ];
}

const FLAGS: Readonly<Record<number, readonly (readonly [bit: number, name: string])[]>> = {
  [FRAME_TYPE.DATA]: [
    [FLAG.END_STREAM, 'END_STREAM'],
    [FLAG.PADDED, 'PADDED'],
  ],
  [FRAME_TYPE.HEADERS]: [
    [FLAG.END_STREAM, 'END_STREAM'],
    [FLAG.END_HEADERS, 'END_HEADERS'],
    [FLAG.PADDED, 'PADDED'],
    [FLAG.PRIORITY, 'PRIORITY'],
  ],
  [FRAME_TYPE.SETTINGS]: [[FLAG.ACK, 'ACK']],
  [FRAME_TYPE.PUSH_PROMISE]: [
    [FLAG.END_HEADERS, 'END_HEADERS'],
    [FLAG.PADDED, 'PADDED'],
  ],
  [FRAME_TYPE.PING]: [[FLAG.ACK, 'ACK']],
  [FRAME_TYPE.CONTINUATION]: [[FLAG.END_HEADERS, 'END_HEADERS']],
};

function flagsOf({ type, flags }: Http2Frame): string[] {
  return (FLAGS[type] ?? []).flatMap(([bit, name]) => ((flags & bit) === 0 ? [] : [name]));
}

const MEANINGS: Readonly<Record<string, string>> = {
  END_STREAM: 'its sender says nothing more on this stream',
  END_HEADERS: 'the fields end with it',
  PADDED: 'bytes that mean nothing make it longer',
  PRIORITY: 'it carries an old kind of priority',
  ACK: 'it answers the other side’s frame of the same kind',
};

function flagsWhy(set: readonly string[], flags: number): string {
  if (set.length === 0)
    return flags === 0
      ? 'Nothing is set.'
      : 'None of the bits that are set means anything in this kind of frame.';
  return `Set here: ${set.map((name) => `${name}, ${MEANINGS[name] ?? ''}`).join('; ')}.`;
}

function streamWhy(stream: number): string {
  if (stream === 0) return 'Stream 0 is the connection itself.';
  return stream % 2 === 1
    ? 'The exchange that it belongs to: clients open streams with odd numbers. Frames of other streams may stand between.'
    : 'A stream with an even number is one that the server opened.';
}
