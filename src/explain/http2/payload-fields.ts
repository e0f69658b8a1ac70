import { counted, grouped } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { readable } from '../../../lab/text/readable.ts';
import { errorName, FLAG, FRAME_TYPE, unsignedAt, settingName } from '../../../lab/wire/http2/frame.ts';
import type { Http2Frame } from '../../../lab/wire/http2/frame.ts';
import { formFields } from '../../../lab/wire/http/form-fields.ts';
import type { Field } from '../field.ts';
import { listedFields } from '../http/listed-fields.ts';
import { shown } from '../shown.ts';
import { SOURCES } from '../sources/sources.ts';
import { fieldLines } from './field-lines.ts';

/** Settings, and fields of a form, of one frame that get a field each. */
const LISTED = 256;

/** What a whole frame's payload says, part by part. */
export function payloadFields(frame: Http2Frame, payload: Uint8Array): Field[] {
  const wrap = new PayloadParts(frame, payload);
  switch (frame.type) {
    case FRAME_TYPE.DATA:
      return [...wrap.lead(), ...wrap.data(), ...wrap.padding()];
    case FRAME_TYPE.HEADERS:
    case FRAME_TYPE.PUSH_PROMISE:
    case FRAME_TYPE.CONTINUATION:
      return [...wrap.lead(), ...wrap.beforeFields(), ...wrap.fields(), ...wrap.padding()];
    case FRAME_TYPE.SETTINGS:
      return listedFields(wrap.settings(), LISTED, 'setting', SOURCES.http2Settings);
    case FRAME_TYPE.RST_STREAM:
      return wrap.error(0);
    case FRAME_TYPE.PRIORITY:
      return wrap.rest(0, 'priority', SOURCES.http2Priority);
    case FRAME_TYPE.PING:
      return wrap.rest(0, 'data', SOURCES.http2Ping);
    case FRAME_TYPE.GOAWAY:
      return [...wrap.lastStream(), ...wrap.error(4), ...wrap.rest(8, 'more', SOURCES.http2GoAway)];
    case FRAME_TYPE.WINDOW_UPDATE:
      return wrap.window();
    default:
      return wrap.rest(0, 'payload', SOURCES.http2Extension);
  }
}

class PayloadParts {
  readonly #frame: Http2Frame;
  readonly #payload: Uint8Array;
  readonly #padded: boolean;

  constructor(frame: Http2Frame, payload: Uint8Array) {
    this.#frame = frame;
    this.#payload = payload;
    const may = [FRAME_TYPE.DATA, FRAME_TYPE.HEADERS, FRAME_TYPE.PUSH_PROMISE].some(
      (type) => type === frame.type,
    );
    this.#padded = may && (frame.flags & FLAG.PADDED) !== 0 && frame.payload.length > 0;
  }

  #field(at: number, length: number, rest: Omit<Field, 'offset' | 'length'>): Field[] {
    const { offset, length: whole } = this.#frame.payload;
    return length <= 0 || at + length > whole ? [] : [{ offset: offset + at, length, ...rest }];
  }

  /** The length of the padding, which stands first. */
  lead(): Field[] {
    if (!this.#padded) return [];
    return this.#field(0, 1, {
      label: 'pad length',
      value: counted(this.#padding, 'byte'),
      why: 'So many bytes at the end mean nothing. Padding blurs how long the rest is.',
      source: SOURCES.http2Padding,
    });
  }

  padding(): Field[] {
    return this.#field(this.#frame.payload.length - this.#padding, this.#padding, {
      label: 'padding',
      value: counted(this.#padding, 'byte'),
      why: 'Bytes that mean nothing.',
      source: SOURCES.http2Padding,
    });
  }

  /** What a HEADERS frame may say of a priority, and a PUSH_PROMISE of the stream that it promises. */
  beforeFields(): Field[] {
    const { type, flags } = this.#frame;
    const at = this.#padded ? 1 : 0;
    if (type === FRAME_TYPE.HEADERS && (flags & FLAG.PRIORITY) !== 0)
      return this.rest(at, 'priority', SOURCES.http2Priority, 5);
    if (type !== FRAME_TYPE.PUSH_PROMISE) return [];
    return this.#field(at, 4, {
      label: 'promised stream',
      value: String(unsignedAt(this.#payload, at, 4, true)),
      why: 'The answer is to come on this stream.',
      source: SOURCES.http2Push,
    });
  }

  fields(): Field[] {
    const { section, payload, type, flags } = this.#frame;
    if (section !== undefined) return fieldLines(section);
    const at = (this.#padded ? 1 : 0) + (type === FRAME_TYPE.HEADERS && flags & FLAG.PRIORITY ? 5 : 0);
    const length = payload.length - at - this.#padding;
    return this.#field(at, length, {
      label: 'field block',
      value: counted(length, 'byte'),
      why: 'A piece of the header fields: what they say is told where they end, in a CONTINUATION frame.',
      source: SOURCES.http2Headers,
    });
  }

  data(): Field[] {
    const { data, payload } = this.#frame;
    if (data === undefined) return [];
    const at = data.offset - payload.offset;
    const bytes = this.#payload.subarray(at, at + data.length);
    const children = this.#form(bytes, data.offset);
    return this.#field(at, data.length, {
      label: 'data',
      value: readable(bytes),
      why: 'The body, or a piece of it, as its sender wrote it. Whoever opens this frame has it.',
      source: SOURCES.http2Data,
      ...(children.length > 0 && { children }),
    });
  }

  /** The fields of a form that lies whole in this frame. */
  #form(bytes: Uint8Array, offset: number): Field[] {
    const { body } = this.#frame;
    if (body?.type.startsWith('application/x-www-form-urlencoded') !== true || body.spans.length !== 1)
      return [];
    const fields = formFields(bytes).map(({ name, value, nameSpan, valueSpan }) => ({
      label: name === '' ? '(no name)' : shown(name),
      offset: offset + nameSpan.offset,
      length: valueSpan.offset + valueSpan.length - nameSpan.offset,
      value: shown(value),
      why: `The form’s field ${shown(name)}: the same text as in HTTP/1.1, in another frame.`,
      source: SOURCES.form,
    }));
    return listedFields(fields, LISTED, 'field', SOURCES.form);
  }

  settings(): Field[] {
    return Array.from({ length: Math.floor(this.#payload.length / 6) }, (_, index) => {
      const at = 6 * index;
      const id = unsignedAt(this.#payload, at, 2);
      const name = settingName(id);
      return {
        offset: this.#frame.payload.offset + at,
        length: 6,
        label: name ?? `setting ${id}`,
        value: grouped(unsignedAt(this.#payload, at + 2, 4)),
        why: (name === undefined ? undefined : SETTINGS[name]) ?? 'A setting that this lab has no words for.',
        source: SOURCES.http2Setting,
      };
    });
  }

  error(at: number): Field[] {
    const code = unsignedAt(this.#payload, at, 4);
    return this.#field(at, 4, {
      label: 'error code',
      value: errorName(code),
      why: code === 0 ? 'No error: all is well.' : 'Why it was ended.',
      source: SOURCES.http2Errors,
    });
  }

  lastStream(): Field[] {
    return this.#field(0, 4, {
      label: 'last stream',
      value: String(unsignedAt(this.#payload, 0, 4, true)),
      why: 'What was asked on later streams was not looked at: it may be asked again elsewhere.',
      source: SOURCES.http2GoAway,
    });
  }

  window(): Field[] {
    const more = unsignedAt(this.#payload, 0, 4, true);
    return this.#field(0, 4, {
      label: 'increment',
      value: counted(more, 'byte'),
      why: 'So much more may be sent to whoever says this.',
      source: SOURCES.http2Window,
    });
  }

  rest(at: number, label: string, source: string, most = Infinity): Field[] {
    const length = Math.min(most, this.#frame.payload.length - at);
    const value = hexStart(this.#payload.subarray(at, at + Math.max(0, length)));
    return this.#field(at, length, { label, value, why: 'Shown as it stands.', source });
  }

  get #padding(): number {
    const { length } = this.#frame.payload;
    return this.#padded ? Math.min(this.#payload[0] ?? 0, length - 1) : 0;
  }
}

const SETTINGS: Readonly<Record<string, string>> = {
  HEADER_TABLE_SIZE: 'How large a table of header fields its sender keeps for the other side to point into.',
  ENABLE_PUSH: 'Whether answers may come that nobody has asked for: 0 forbids it.',
  MAX_CONCURRENT_STREAMS: 'How many streams may be open at once.',
  INITIAL_WINDOW_SIZE: 'How many bytes may come on a new stream before more are allowed.',
  MAX_FRAME_SIZE: 'The longest payload that its sender takes.',
  MAX_HEADER_LIST_SIZE: 'How much of header fields its sender takes, unpacked.',
  ENABLE_CONNECT_PROTOCOL: 'Whether other protocols, such as WebSocket, may be spoken on a stream.',
  NO_RFC7540_PRIORITIES: 'The old kind of priority is not used.',
};
