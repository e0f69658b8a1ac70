import type { LaneId } from '../../../lab/facts/facts.ts';
import { formFields } from '../../../lab/wire/http/form-fields.ts';
import { withBodyContent } from '../../../lab/wire/http/message.ts';
import type { Header, HttpMessage } from '../../../lab/wire/http/message.ts';
import { readStreams } from '../../reading/lane.ts';
import type { Unit } from '../../reading/protocol.ts';
import { searchSecret } from '../../reading/secrets.ts';
import type { CaptureStream } from './read-capture.ts';

/** Where a value stands in a capture, as Wireshark counts. */
export interface ValuePlace {
  readonly stream: number;
  /** Bytes before it in its direction of the stream. */
  readonly offset: number;
  /** The packet with its first byte. */
  readonly frame: number;
  /** Names of the field that holds it, the usual one first; empty where it stands in none. */
  readonly fields: readonly string[];
}

/** What is known of one lane of a capture, each thing looked at when it is first asked for. */
export class CapturedLane {
  readonly #streams: readonly CaptureStream[];
  #units: readonly Unit[] | undefined;

  constructor(streams: readonly CaptureStream[], lane: LaneId) {
    this.#streams = streams.filter((stream) => stream.lane === lane);
  }

  /** Whether the capture has packets of it. */
  get isThere(): boolean {
    return this.#streams.length > 0;
  }

  /** Every place where the value stands as it is, or as a form spells it. */
  placesOf(value: string): readonly ValuePlace[] {
    if (value === '') return [];
    const { findings } = searchSecret(this.#searchable, value, this.#read);
    return findings.flatMap(({ connection, direction, offset, way, within }) => {
      if (within !== undefined || !['as it is', 'form-encoded'].includes(way)) return [];
      const stream = this.#streams.find((each) => each.stream === connection && each.direction === direction);
      const piece = stream?.pieces.find(
        (each) => offset >= each.offset && offset < each.offset + each.length,
      );
      if (stream === undefined || piece === undefined) return [];
      const place = { stream: stream.stream, offset, frame: piece.frame };
      return [{ ...place, fields: this.#fieldsAt(stream, offset) }];
    });
  }

  /** What was sent in clear in form fields of this name, in order. */
  formValues(name: string): readonly string[] {
    return this.#messages().flatMap(({ message }) =>
      message.kind === 'request'
        ? formFields(message.body.content)
            .filter((field) => field.name === name)
            .map(({ value }) => value)
        : [],
    );
  }

  /** Values of cookies in clear, in order: what requests carry and what answers set. */
  cookies(): readonly string[] {
    return this.#messages()
      .flatMap(({ message }) => message.headers)
      .filter(({ name }) => /^(set-)?cookie$/i.test(name))
      .map(({ value }) => /^[^=;]*=([^;]*)/.exec(value)?.[1] ?? '')
      .filter((value) => value !== '');
  }

  get #searchable() {
    return this.#streams.map(({ stream, direction, bytes }) => ({ connection: stream, direction, bytes }));
  }

  get #read(): readonly Unit[] {
    return (this.#units ??= readStreams(this.#searchable));
  }

  *#wholeMessages(): Generator<{ readonly message: HttpMessage; readonly stream: CaptureStream }> {
    for (const stream of this.#streams) {
      for (const unit of this.#read) {
        if (unit.connection !== stream.stream || unit.direction !== stream.direction) continue;
        const bare = unit.http?.();
        if (bare !== undefined) yield { message: withBodyContent(bare, 0, stream.bytes), stream };
      }
    }
  }

  #messages(): { readonly message: HttpMessage; readonly stream: CaptureStream }[] {
    return [...this.#wholeMessages()];
  }

  #fieldsAt(stream: CaptureStream, offset: number): readonly string[] {
    for (const { message, stream: own } of this.#wholeMessages()) {
      if (own !== stream || offset < message.offset || offset >= message.offset + message.length) continue;
      const header = message.headers.find(
        (each) => offset >= each.offset && offset < each.offset + each.length,
      );
      if (header !== undefined) return headerNames(header);
      const inBody = offset - (message.body.spans[0]?.offset ?? offset);
      const field = formFields(message.body.content).find(
        ({ valueSpan }) => inBody >= valueSpan.offset && inBody < valueSpan.offset + valueSpan.length,
      );
      return field === undefined ? [] : [field.name];
    }
    const unit = this.#read.find(
      (each) =>
        each.connection === stream.stream &&
        each.direction === stream.direction &&
        offset >= each.offset &&
        offset < each.offset + each.length,
    );
    // The bank's name in a ClientHello. RFC 6066, section 3.
    return unit?.name.startsWith('ClientHello') === true
      ? ['server_name', 'sni', 'tls.handshake.extensions_server_name']
      : [];
  }
}

/** A header by its own name, the cookie's in it, and Wireshark's. */
function headerNames({ name, value }: Header): readonly string[] {
  const cookie = /^(set-)?cookie$/i.test(name) ? /^([^=;]*)=/.exec(value)?.[1] : undefined;
  const own = [name, `http.${name.toLowerCase().replaceAll('-', '_')}`];
  return cookie === undefined ? own : [...own, cookie];
}
