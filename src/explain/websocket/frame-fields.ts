import { counted } from '../../../lab/text/count.ts';
import { hex } from '../../../lab/text/hex.ts';
import { readable } from '../../../lab/text/readable.ts';
import { closeCode, masked, OPCODE, opcodeName } from '../../../lab/wire/websocket/frame.ts';
import type { Frame } from '../../../lab/wire/websocket/frame.ts';
import type { Field } from '../field.ts';
import type { Reason } from '../http/reasons.ts';
import { SOURCES } from '../sources/sources.ts';
import { closeMeaning } from './close-codes.ts';

const STRANGE: Reason = ['A kind of frame that is not defined.', SOURCES.webSocketFrame];

const REASONS: Readonly<Record<number, Reason>> = {
  [OPCODE.continuation]: ['More of the message that a frame before it began.', SOURCES.webSocketFragments],
  [OPCODE.text]: [
    'A message of text, or its beginning. Either side may say one at any time.',
    SOURCES.webSocketData,
  ],
  [OPCODE.binary]: ['A message of bytes, or its beginning.', SOURCES.webSocketData],
  [OPCODE.close]: [
    'It ends the conversation. The other side answers with one of its own.',
    SOURCES.webSocketClose,
  ],
  [OPCODE.ping]: ['It asks whether the other side is still there.', SOURCES.webSocketPing],
  [OPCODE.pong]: ['The answer to a ping, or a sign of life.', SOURCES.webSocketPong],
};

/**
 * Explains one WebSocket frame, field by field, with the mask taken off its payload. `stream` holds its bytes. What came
 * from the wire is made safe to show. Never throws. RFC 6455, section 5.
 */
export function webSocketFields(
  frame: Frame,
  stream: { readonly offset: number; readonly bytes: Uint8Array },
): Field {
  const { offset, length, opcode, complete, problem } = frame;
  const [why, source] = REASONS[opcode] ?? STRANGE;
  const fault = problem === undefined ? '' : ` It departs from the rules of WebSocket: ${problem}.`;
  const end = complete ? '' : ' Its end has not been seen.';
  return {
    label: `frame: ${opcodeName(opcode) ?? `opcode ${opcode}`}`,
    offset,
    length,
    value: `${counted(length, 'byte')}${complete ? '' : ' so far'}`,
    why: `${why}${end}${fault}`,
    source,
    children: [...headFields(frame), ...payloadField(frame, stream)],
  };
}

function headFields(frame: Frame): Field[] {
  const { offset, fin, reserved, opcode, extended, key, payload } = frame;
  const source = SOURCES.webSocketFrame;
  const packed = (reserved & 0x4) !== 0;
  const bits = [
    ...(fin ? ['FIN'] : []),
    ...(packed ? ['RSV1'] : []),
    opcodeName(opcode) ?? `opcode ${opcode}`,
  ];
  return [
    {
      label: 'flags and opcode',
      offset,
      length: 1,
      value: bits.join(', '),
      why: `${fin ? 'FIN: the message ends with this frame.' : 'No FIN: more of the message follows.'}${packed ? ' RSV1: permessage-deflate has packed the message. Packing is no secrecy.' : ''}`,
      source: packed ? `${source}, ${SOURCES.webSocketPacked}` : source,
    },
    {
      label: 'length',
      offset: offset + 1,
      length: 1 + extended,
      value: counted(payload.length, 'byte'),
      why: `How long the payload is${extended === 0 ? '' : ', in more bytes, since one is too small for it'}. The first bit says whether it is masked: ${key === undefined ? 'it is not' : 'it is'}.`,
      source,
    },
    ...(key === undefined
      ? []
      : [
          {
            label: 'masking key',
            offset: offset + 2 + extended,
            length: 4,
            value: hex(key),
            why: 'A browser must mask what it says with a new key each time. The key stands right here, so it hides nothing: it keeps old proxies from taking the bytes for HTTP.',
            source: SOURCES.webSocketMask,
          },
        ]),
  ];
}

function payloadField(
  frame: Frame,
  { offset, bytes }: { readonly offset: number; readonly bytes: Uint8Array },
): Field[] {
  const { payload, key, opcode, message, reserved } = frame;
  const from = Math.max(0, payload.offset - offset);
  const there = masked(bytes.subarray(from, from + Math.min(payload.length, SHOWN)), key);
  if (payload.length === 0 || there.length === 0) return [];
  const code = closeCode(frame);
  if (opcode === OPCODE.close && code !== undefined && frame.complete) return closeFields(frame, code);
  const packed = (reserved & 0x4) !== 0 || message?.packed === true;
  return [
    {
      label: opcode === OPCODE.text ? 'text' : 'payload',
      offset: payload.offset,
      length: Math.min(payload.length, offset + bytes.length - payload.offset),
      value: packed ? counted(payload.length, 'byte') : readable(there),
      why: packed
        ? 'What was said, packed with permessage-deflate. Anyone can unpack it.'
        : `What was said${key === undefined ? '' : ', with the mask taken off'}. Whoever reads this connection has it.`,
      source: packed ? SOURCES.webSocketPacked : SOURCES.webSocketData,
    },
  ];
}

/** Bytes of a payload that a field reads: more than it shows. */
const SHOWN = 4_096;

function closeFields({ payload, begin }: Frame, code: number): Field[] {
  const reason = begin.subarray(2);
  return [
    {
      label: 'close code',
      offset: payload.offset,
      length: 2,
      value: String(code),
      why: closeMeaning(code),
      source: SOURCES.webSocketClose,
    },
    ...(reason.length === 0
      ? []
      : [
          {
            label: 'reason',
            offset: payload.offset + 2,
            length: payload.length - 2,
            value: readable(reason),
            why: 'Why, in words for whoever looks for faults.',
            source: SOURCES.webSocketClose,
          },
        ]),
  ];
}
