import { concat, latin1 } from '../../../lab/wire/bytes.ts';
import { CONTENT } from '../../../lab/wire/tls/names.ts';
import { readRecords, RECORD_HEADER } from '../../../lab/wire/tls/records.ts';
import type { EvidencePlace, Fact } from '../../../lab/facts/session.ts';
import type { LaneView } from './lane-view.ts';

/**
 * The longest record of application data to the bank that may be no HTTP: a Finished of TLS 1.3 with
 * SHA-384, its type and its tag (RFC 8446 §4.4.4 and §5.2). The victim's requests are longer than that.
 */
const LONGEST_FINISHED = 4 + 48 + 1 + 16;

/** Whether a record may carry a request. */
export function mayCarryRequest({
  type,
  length,
}: {
  readonly type: number;
  readonly length: number;
}): boolean {
  return type === CONTENT.applicationData && length > LONGEST_FINISHED;
}

const REQUEST = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH) /;

/** Whether bytes begin a request of HTTP. */
export function beginsRequest(bytes: Uint8Array): boolean {
  return REQUEST.test(latin1(bytes.subarray(0, 8)));
}

/** The bytes that carried a form to the bank: records of TLS, or a request in clear. */
export interface FormPassage {
  readonly sealed: boolean;
  readonly places: readonly EvidencePlace[];
  /** Payload bytes of the records, or bytes of the request as far as they came in one go. */
  readonly length: number;
}

/** How the last form that the victim filled left, as the tap recorded it; undefined where none left. */
export function formPassage(view: LaneView): FormPassage | undefined {
  const filled = view.facts.findLastIndex(({ type }) => type === 'form-filled');
  return filled < 0 ? undefined : passageAfter(view.facts.slice(filled + 1));
}

/** Whether any form left. */
export function anyFormPassed(view: LaneView): FormPassage | undefined {
  for (const [index, { type }] of view.facts.entries()) {
    const passage = type === 'form-filled' ? passageAfter(view.facts.slice(index + 1)) : undefined;
    if (passage !== undefined) return passage;
  }
  return undefined;
}

interface Run {
  readonly connection: number;
  readonly direction: 'to-bank' | 'to-victim';
  readonly offset: number;
  readonly pieces: Uint8Array[];
}

/** The first go of bytes to the bank that carries a request, up to the next form. */
function passageAfter(facts: readonly Fact[]): FormPassage | undefined {
  const current = new Map<number, Run>();
  const runs: Run[] = [];
  for (const fact of facts) {
    if (fact.type === 'form-filled') break;
    if (fact.type !== 'segment-captured') continue;
    const { connection, direction, offset, bytes } = fact;
    const run = current.get(connection);
    if (run?.direction === direction) {
      run.pieces.push(bytes);
      continue;
    }
    const next: Run = { connection, direction, offset, pieces: [bytes] };
    current.set(connection, next);
    if (direction === 'to-bank') runs.push(next);
  }
  for (const run of runs) {
    const passage = passageOf(run);
    if (passage !== undefined) return passage;
  }
  return undefined;
}

function passageOf({ connection, offset: base, pieces }: Run): FormPassage | undefined {
  const bytes = concat(pieces);
  const place = (offset: number, length: number, way: string): EvidencePlace => ({
    connection,
    direction: 'to-bank',
    offset: base + offset,
    length,
    way,
  });
  if (beginsRequest(bytes))
    return { sealed: false, length: bytes.length, places: [place(0, bytes.length, 'in clear')] };
  const records = readRecords(bytes).records.filter(mayCarryRequest);
  if (records.length === 0) return undefined;
  return {
    sealed: true,
    length: records.reduce((sum, { length }) => sum + length, 0),
    places: records.map(({ offset, length }) => place(offset + RECORD_HEADER, length, 'sealed')),
  };
}
