import type { BytesTampered, ConnectionClosed, FormTampered } from '../../../lab/facts/facts.ts';
import { indexOf } from '../../../lab/wire/bytes.ts';
import { hex } from '../../../lab/text/hex.ts';
import { POINTED } from './excerpt.ts';
import type { Excerpt, LaneState, UnitExcerpt } from './state.ts';

/** What a changed bit is called. */
const ONE_BIT = 'one bit';

/** The lane after the attacker wrote another value into a form: what was there is marked. */
export function withFormChange(lane: LaneState, fact: FormTampered): LaneState {
  const { field, before, after, connection } = fact;
  const needle = new TextEncoder().encode(new URLSearchParams([[field, before]]).toString());
  const form = lane.clear.findLast(
    (each) =>
      each.connection === connection && each.direction === 'to-bank' && indexOf(each.bytes, needle, 0) !== -1,
  );
  const marked = form && markedIn(form, indexOf(form.bytes, needle, 0), needle.length);
  return { ...lane, changed: { what: field, before, after, ...(marked && { at: marked }) } };
}

/** The lane after the attacker passed one byte on as another: the byte is marked, where it is held up. */
export function withByteChange(lane: LaneState, fact: BytesTampered): LaneState {
  const { offset, connection, direction } = fact;
  const [before = '', after = ''] = [fact.before, fact.after].map((byte) => `0x${hex([byte])}`);
  const { excerpt } = lane;
  const at = offset - (excerpt?.offset ?? 0);
  const here =
    excerpt?.connection === connection &&
    excerpt.direction === direction &&
    at >= 0 &&
    at < excerpt.bytes.length;
  const marked = here && excerpt !== undefined ? markedIn(excerpt, at, 1) : undefined;
  return { ...lane, changed: { what: ONE_BIT, before, after, ...(marked && { at: marked }) } };
}

/** The lane after a connection of its has ended: a bank that found a record changed hangs up. */
export function withHangUp(lane: LaneState, { by }: Pick<ConnectionClosed, 'by'>): LaneState {
  return by === 'bank' && lane.changed?.what === ONE_BIT ? { ...lane, hungUp: true } : lane;
}

function markedIn(excerpt: UnitExcerpt, offset: number, length: number): Excerpt {
  return { ...excerpt, marks: [{ secret: POINTED, offset, length }], rank: 0 };
}
