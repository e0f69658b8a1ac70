import type { Span } from '../../lab/wire/span.ts';
import { bytesField } from '../explain/bytes.ts';
import type { UnitRead, Why } from './protocol.ts';

/** Why bytes are in no unit of a protocol. */
export const AFTER_GAP: Why = () =>
  'Bytes before these were not kept, so that this lab cannot tell where a message begins.';
export const CUT_OFF: Why = () =>
  'Bytes after these were not kept, so that this lab cannot read what they begin.';
export const UNKNOWN: Why = () => 'Neither TLS nor HTTP: this lab shows the bytes as they stand.';
export const TOO_FEW: Why = () => 'Too few bytes to tell what they are.';
export const LATE: Why = () =>
  'These bytes came after later ones, so that this lab shows them by themselves.';

/** A run of bytes that no protocol claims, and why. */
export function bytesUnit(span: Span, why: Why): UnitRead {
  return {
    protocol: 'bytes',
    noun: 'run',
    kind: 'bytes',
    offset: span.offset,
    length: span.length,
    name: 'bytes',
    label: 'bytes',
    sealed: false,
    complete: true,
    explain: (around) => bytesField(span, why(around)),
  };
}
