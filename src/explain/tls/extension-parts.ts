import { counted, plural } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import type { ClientHello } from '../../../lab/wire/tls/hello.ts';
import { isGrease } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Dissector, Said } from './dissector.ts';

/** Takes the body of one extension apart and says what the whole of it means; `hello` is the ClientHello in which it stands. */
export type Explainer = (body: Dissector, hello?: ClientHello) => Said;

/** Takes apart a list of 16-bit numbers with a length of two bytes, and gives them. */
export function listed(
  body: Dissector,
  label: string,
  name: (value: number) => string,
  explain: (value: number) => Said,
  source: string,
): number[] {
  const values: number[] = [];
  body.vector(2, label, (list) => {
    list.list(() => values.push(list.number(2, 'entry', explain)));
    return [
      names(values, name),
      `${counted(values.length, 'entry')}, the one liked best first. The list with its order tells programs apart.`,
      source,
    ];
  });
  return values;
}

/** The first few names without GREASE, and how many more there are. */
export function names(values: readonly number[], name: (value: number) => string): string {
  const real = values.filter((value) => !isGrease(value));
  const shown = real.slice(0, 6).map((value) => name(value));
  return real.length > shown.length
    ? `${shown.join(', ')} and ${real.length - shown.length} more`
    : shown.join(', ');
}

/** Reads the rest as one field of raw bytes, and says how many. */
export function raw(body: Dissector, label: string): string {
  const length = body.left;
  if (length > 0)
    body.rest(label, (bytes) => [
      hexStart(bytes),
      'This lab does not take these bytes apart: they are shown as they stand. In clear for anyone on the path.',
      '',
    ]);
  return length === 0 ? 'empty' : counted(length, 'byte');
}

/** A number of bytes without commas, as it stands in the field: `16385 bytes`. */
export function bytesSaid(count: number): string {
  return `${count} ${count === 1 ? 'byte' : plural('byte')}`;
}

/** What `max_fragment_length` says by its number. RFC 6066 §4. */
export function fragmentLength(code: number): string {
  return code >= 1 && code <= 4 ? bytesSaid(256 * 2 ** code) : `unknown (${code})`;
}

/** Explains the mode of a heartbeat extension. RFC 6520 §2. */
export function heartbeatMode(mode: number): Said {
  const [name, why] = HEARTBEAT_MODES[mode] ?? [
    `unknown (${mode})`,
    'Not a mode that there is: 1 allows heartbeats and 2 does not.',
  ];
  return [name, why, SOURCES.heartbeat];
}

const HEARTBEAT_MODES: Readonly<Record<number, readonly [name: string, why: string]>> = {
  1: ['peer_allowed_to_send', 'The other side may send heartbeats: they will be answered.'],
  2: ['peer_not_allowed_to_send', 'The other side should send no heartbeats: they would not be answered.'],
};
