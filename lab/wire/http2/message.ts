import { rangesOf } from '../gathered.ts';
import { HTTP_LIMITS } from '../http/message.ts';
import type { Header, HttpMessage } from '../http/message.ts';
import type { Span } from '../span.ts';
import type { FieldSection } from './frame.ts';
import type { FieldLine } from './hpack.ts';

/** Where a field line begins on the wire, and how much of it lies there in one piece. */
function placeOfLine({ block }: FieldSection, { at, length }: Pick<FieldLine, 'at' | 'length'>): Span {
  return rangesOf(block, at, length)[0];
}

/** The last pseudo-header field of a name (RFC 9113, section 8.3), with its line. */
function pseudoField(section: FieldSection, name: string): FieldLine | undefined {
  return section.lines.find((line) => line.name === name);
}

/**
 * The message that a field section begins, as HTTP has it in any version (RFC 9113, section 8.3), without its content:
 * `:authority` is its Host. Places are those of the field lines. Undefined for trailers.
 */
export function headMessage(section: FieldSection): HttpMessage | undefined {
  const [method, path, status] = [':method', ':path', ':status'].map((name) => pseudoField(section, name));
  const [first] = section.lines;
  if (first === undefined) return undefined;
  const whole = placeOfLine(section, { at: 0, length: section.block.bytes.length });
  const headers = section.lines.flatMap((line): Header[] => {
    const name = line.name === ':authority' ? 'host' : line.name;
    if (name.startsWith(':')) return [];
    const place = placeOfLine(section, line);
    return [{ name, value: line.value, ...place, valueSpan: place }];
  });
  const body = {
    offset: whole.offset + whole.length,
    length: 0,
    framing: 'none',
    content: new Uint8Array(0),
    spans: [],
    codings: [],
    truncated: false,
  } as const;
  const rest = {
    ...whole,
    headers: headers.slice(0, HTTP_LIMITS.headers),
    trailers: [],
    body,
    complete: true,
  };
  if (method !== undefined) {
    const target = path?.value ?? pseudoField(section, ':authority')?.value ?? '';
    const text = `${method.value} ${target} HTTP/2`;
    const targetSpan = placeOfLine(section, path ?? method);
    const start = { ...whole, text, method: method.value, target, version: '2', targetSpan };
    return { ...rest, kind: 'request', start };
  }
  if (status === undefined || !/^[1-9]\d\d$/.test(status.value)) return undefined;
  const start = { ...whole, text: status.value, version: '2', status: Number(status.value), reason: '' };
  return { ...rest, kind: 'response', start };
}
