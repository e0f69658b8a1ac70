import { grouped } from '../../lab/text/count.ts';
import { messageName, messagesIn } from '../../lab/wire/tls/messages.ts';
import { alertName, CONTENT, versionName } from '../../lab/wire/tls/names.ts';
import { beginsHello, beginsRecord, RECORD_HEADER } from '../../lab/wire/tls/records.ts';
import { beginsSslv2Hello } from '../../lab/wire/tls/sslv2.ts';
import type { TlsRecord } from '../../lab/wire/tls/records.ts';
import { encryptsNothing, feedTls, hellosOf, startTls } from '../../lab/wire/tls/stream.ts';
import type { Hellos, RecordRead, TlsStream } from '../../lab/wire/tls/stream.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { explainRecord } from '../explain/tls/dissect.ts';
import { bytesField } from '../explain/bytes.ts';
import { heartbeatSaid } from '../explain/tls/heartbeat.ts';
import type { Field } from '../explain/field.ts';
import type { Around, Beginning, Fed, Protocol, StreamReader, UnitRead } from './protocol.ts';

/** TLS, from its hellos or seen from its middle. RFC 9846 §5. */
export const TLS: Protocol = {
  id: 'tls',
  title: 'TLS',
  begins: beginsTls,
  start: (direction, offset, past) =>
    new TlsReader(direction, past instanceof TlsReader ? resumed(past.stream, offset) : startTls(offset)),
};

/** How far a reader has read TLS; undefined where it reads something else. */
export function tlsStreamOf(reader: StreamReader | undefined): TlsStream | undefined {
  return reader instanceof TlsReader ? reader.stream : undefined;
}

/** A hello, in SSLv2's format too, or a record such as stands in the middle of a connection. */
function beginsTls(head: Uint8Array, { direction }: Beginning): boolean | undefined {
  const old = direction === 'to-bank' && beginsSslv2Hello(head);
  const said = [beginsHello(head), beginsRecord(head), old];
  return said.includes(true) || (said.includes(undefined) ? undefined : false);
}

/** The state behind a gap in the bytes: what was known stays known, what was open is lost. */
function resumed(stream: TlsStream, offset: number): TlsStream {
  const { open: _lost, ...assembly } = stream.assembly;
  const scan = { ...startTls(offset).scan, fresh: false };
  return { ...stream, scan, held: undefined, assembly, gap: true };
}

class TlsReader implements StreamReader {
  readonly protocol = TLS.id;
  readonly stream: TlsStream;
  readonly #direction: Direction;
  /** Where the record begins whose end has not come. */
  readonly #end: number;
  /** As labels write the version: `TLS 1.3`, or `TLS` before it is agreed on. */
  readonly #version: string;

  constructor(direction: Direction, stream: TlsStream, end = stream.scan.offset, version = 'TLS') {
    this.#version = version;
    this.#direction = direction;
    this.stream = stream;
    this.#end = end;
  }

  get weight(): number {
    const { held, assembly } = this.stream;
    const kept = assembly.done?.size ?? 0;
    return (held?.size ?? 0) * 64 + (assembly.open?.kept ?? 0) + kept * 4_096;
  }

  feed(bytes: Uint8Array, other: StreamReader | undefined): Fed {
    const opposite = tlsStreamOf(other);
    const [stream, records] = feedTls(this.stream, bytes, opposite);
    const hellos = this.#hellos(stream, opposite);
    const version = hellos.server === undefined ? 'TLS' : versionName(hellos.server.version);
    const units = records.map((record) => this.#unit(record, hellos, version));
    const last = records.at(-1)?.record;
    const end = last === undefined ? this.#end : last.offset + RECORD_HEADER + last.length;
    const reader = new TlsReader(this.#direction, stream, end, version);
    const { problem } = stream.scan;
    if (problem !== undefined)
      return { reader, units, lost: { offset: end, why: () => `${problem}.`, again: false } };
    return { ...reader.end(), units };
  }

  end(): Fed {
    const waits = this.#end < this.stream.scan.offset;
    if (!waits) return { reader: this, units: [] };
    const { open, offset } = this.stream.scan;
    const begun = open === undefined ? {} : { begun: this.#begun(open, offset - open.offset) };
    return { reader: this, units: [], open: this.#end, waits: () => NO_END, ...begun };
  }

  #hellos(own: TlsStream, other: TlsStream | undefined): Hellos {
    return this.#direction === 'to-bank' ? hellosOf(own, other) : hellosOf(other, own);
  }

  #unit(read: RecordRead, hellos: Hellos, version: string): UnitRead {
    const { record, guarded, messages } = read;
    const sealed = guarded && !encryptsNothing(hellos);
    const kind = sealed ? 'sealed' : record.type === CONTENT.alert ? 'alert' : 'handshake';
    return {
      protocol: TLS.id,
      noun: 'record',
      kind,
      offset: record.offset,
      length: RECORD_HEADER + record.length,
      complete: true,
      sealed,
      name: sealed ? 'sealed' : nameOf(read, hellos),
      label: `${version} · ${labelOf(record, sealed, messages)}`,
      tls: read,
      explain: (around) => this.#explain(read, around),
    };
  }

  /** A record whose end has not come. Application data is known to be sealed by its type. */
  #begun({ type, typeName, offset }: TlsRecord, length: number): UnitRead {
    const sealed = type === CONTENT.applicationData;
    return {
      protocol: TLS.id,
      noun: 'record',
      kind: sealed ? 'sealed' : type === CONTENT.alert ? 'alert' : 'handshake',
      offset,
      length,
      complete: false,
      sealed,
      name: sealed ? 'sealed' : `${typeName} (not whole)`,
      label: `${this.#version} · ${typeName.replaceAll('_', ' ')}`,
      explain: () => bytesField({ offset, length }, NO_END),
    };
  }

  #explain(read: RecordRead, { stream, own, other }: Around): Field {
    const [now, opposite] = [tlsStreamOf(own) ?? this.stream, tlsStreamOf(other)];
    const node = explainRecord(read, stream, {
      hellos: this.#hellos(now, opposite),
      owner: this.#direction === 'to-bank' ? 'victim' : 'bank',
      messages: messagesIn(now.assembly).filter(({ record }) => record === read.index),
    });
    const { label, offset, length, ranges, value, why, source, sealed, messages, record } = node;
    // The messages that begin in a record stand in place of its bare payload.
    const bare = (node.children ?? []).filter((field) => messages.length === 0 || field.label !== 'payload');
    return {
      label: label === `record: ${record.typeName}` ? typeText(record) : label,
      offset,
      length,
      ...(ranges !== undefined && { ranges }),
      // Of a sealed record its size is all there is to see: it comes first.
      value: sealed ? `${grouped(record.length)} bytes, sealed` : value,
      why,
      source,
      children: [...bare, ...messages],
    };
  }
}

const NO_END = 'The beginning of a record whose end has not passed yet.';

function typeText({ typeName }: TlsRecord): string {
  return typeName.replaceAll('_', ' ');
}

function labelOf(record: TlsRecord, sealed: boolean, messages: RecordRead['messages']): string {
  const name = typeText(record);
  if (sealed) return record.type === CONTENT.applicationData ? name : `${name}, encrypted`;
  const [first] = messages;
  return first === undefined ? name : messageName(first);
}

/** All that a record says, with what matters most in a hello: the name that is asked for, the version that is chosen. */
function nameOf({ record, messages, payload }: RecordRead, { client, server }: Hellos): string {
  if (record.type === CONTENT.alert) return `alert: ${alertName(payload?.[1] ?? -1)}`;
  if (record.type === CONTENT.heartbeat)
    return payload === undefined ? record.typeName : heartbeatSaid(payload).name;
  if (messages.length === 0) return record.typeName;
  return messages
    .map((message) => {
      const name = messageName(message);
      if (name === 'ClientHello' && client?.sni !== undefined) return `${name} for ${client.sni}`;
      if (name === 'ServerHello' && server !== undefined) return `${name} (${versionName(server.version)})`;
      return name;
    })
    .join(', ');
}
