import { CONTENT } from '../../../lab/wire/tls/names.ts';
import { RECORD_HEADER } from '../../../lab/wire/tls/records.ts';
import type { EvidencePlace } from '../../../lab/facts/session.ts';
import type { Unit } from '../../reading/protocol.ts';
import type { LaneView } from './lane-view.ts';

/**
 * The longest record of application data to the bank that may be no HTTP: a Finished of TLS 1.3 with
 * SHA-384, its type and its tag (RFC 9846 §4.5.3 and §5.2). The victim's requests are longer than that.
 */
const LONGEST_FINISHED = 4 + 48 + 1 + 16;

/** Whether a unit to the bank is a request in clear, or a record that may carry one. */
export function mayBeRequest({ noun, direction, tls }: Unit): boolean {
  if (direction !== 'to-bank') return false;
  if (tls === undefined) return noun === 'request';
  return tls.record.type === CONTENT.applicationData && tls.record.length > LONGEST_FINISHED;
}

/** Where the request stands that a unit is or may carry: of a record its payload. */
export function placeOfRequest({ connection, direction, offset, length, tls }: Unit): EvidencePlace {
  if (tls === undefined) return { connection, direction, offset, length, way: 'in clear' };
  return {
    connection,
    direction,
    offset: offset + RECORD_HEADER,
    length: tls.record.length,
    way: 'sealed',
  };
}

/** The bytes that carried a form to the bank: records of TLS, or a request in clear. */
export interface FormOnWire {
  readonly sealed: boolean;
  readonly places: readonly EvidencePlace[];
  /** Payload bytes of the records, or bytes of the request. */
  readonly length: number;
}

/** How the last form that the victim filled left, as the tap recorded it; undefined where none left. */
export function formOnWire(view: LaneView): FormOnWire | undefined {
  const filled = view.facts.findLastIndex(({ type }) => type === 'form-filled');
  return filled < 0 ? undefined : formAfter(view, filled);
}

/** Whether any form left. */
export function anyFormOnWire(view: LaneView): FormOnWire | undefined {
  for (const [index, { type }] of view.facts.entries()) {
    const form = type === 'form-filled' ? formAfter(view, index) : undefined;
    if (form !== undefined) return form;
  }
  return undefined;
}

/** The first turn to the bank that carries a request, after the form that the `filled`th fact tells of and before the next. */
function formAfter(view: LaneView, filled: number): FormOnWire | undefined {
  const next = view.facts.findIndex(({ type }, index) => index > filled && type === 'form-filled');
  const within = view.traffic.units.filter(
    (unit) => unit.order > filled && (next < 0 || unit.order < next) && mayBeRequest(unit),
  );
  const [first] = within;
  if (first === undefined) return undefined;
  const { connection, turn } = first;
  const together =
    first.tls === undefined
      ? [first]
      : within.filter((unit) => unit.connection === connection && unit.turn === turn);
  const places = together.map(placeOfRequest);
  return { sealed: first.sealed, places, length: places.reduce((sum, { length }) => sum + length, 0) };
}
