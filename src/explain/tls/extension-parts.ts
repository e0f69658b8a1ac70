import type { Dissector, Said } from './dissector.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { counted } from '../../../lab/text/count.ts';
import { isGrease } from '../../../lab/wire/tls/names.ts';

/** Takes the body of one extension apart and says what the whole of it means. */
export type Explainer = (body: Dissector) => Said;

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
      `${counted(values.length, 'entry').replace('entrys', 'entries')}, the one liked best first. The list with its order tells programs apart.`,
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
