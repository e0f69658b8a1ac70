import { counted } from '../../../lab/text/count.ts';
import type { Field } from '../field.ts';

/** The first `most` fields; those after them, which stand behind them in the stream, become one field that counts them. */
export function listedFields(fields: readonly Field[], most: number, noun: string, source: string): Field[] {
  const [first, last] = [fields[most], fields.at(-1)];
  if (first === undefined || last === undefined) return [...fields];
  const ends = last.ranges?.at(-1) ?? last;
  return [
    ...fields.slice(0, most),
    {
      label: 'more',
      offset: first.offset,
      length: ends.offset + ends.length - first.offset,
      value: counted(fields.length - most, `more ${noun}`),
      why: 'The list goes on; this lab shows its beginning only.',
      source,
    },
  ];
}
