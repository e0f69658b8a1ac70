import { RECORD_HEADER } from '../../../lab/wire/tls/records.ts';
import { formOnWire } from './form-on-wire.ts';
import type { FormOnWire } from './form-on-wire.ts';
import { unfounded, verdict } from './kind.ts';
import type { ClaimKind, Verdict } from './kind.ts';
import type { LaneView } from './lane-view.ts';

/** What the size of sealed records gives away. */
export const LENGTHS: readonly ClaimKind[] = [
  {
    sentence: 'record lengths differ by <number>',
    holds:
      'The TLS records that carried the last form of each of the two lanes differ by so many bytes. Name two lanes.',
    compares: true,
    check: (one, number, other) => differ(one, other, Number(number)),
  },
  {
    sentence: 'record lengths differ as the passwords do',
    holds:
      'The TLS records that carried the last form of each of the two lanes differ by as many bytes as the passwords typed there. Name two lanes whose passwords differ in length.',
    compares: true,
    check: (one, _value, other) => {
      const [first, second] = [typedLength(one), typedLength(other)];
      if (first === undefined || second === undefined)
        return unfounded('the last form of each lane must have a password in it');
      if (first === second) return unfounded('both passwords have the same length, so nothing is compared');
      return differ(one, other, Math.abs(first - second));
    },
  },
];

function differ(one: LaneView, other: LaneView, expected: number): Verdict {
  const [first, second] = [formOnWire(one), formOnWire(other)];
  if (first?.sealed !== true || second?.sealed !== true)
    return unfounded('each of the two lanes must have sent a form in TLS');
  const [bytes, others] = [sizeOf(first), sizeOf(second)];
  const apart = Math.abs(bytes - others);
  const text = `the records have ${bytes} and ${others} bytes: ${apart} apart, ${expected} expected`;
  const found = [...first.places, ...second.places];
  return verdict(apart === expected, text, { searched: first.length + second.length, ways: 1, found });
}

/** Bytes of the records that carried a form, with their headers, as whoever counts what passes sees them. */
function sizeOf({ length, places }: FormOnWire): number {
  return length + places.length * RECORD_HEADER;
}

/** Bytes of the password typed last, as a form carries it. */
function typedLength(view: LaneView): number | undefined {
  const typed = view.last('form-filled')?.fields.find(({ type }) => type === 'password')?.value;
  return typed === undefined ? undefined : new URLSearchParams({ x: typed }).toString().length;
}
