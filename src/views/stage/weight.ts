import { weightOfReading } from '../../reading/connection.ts';
import type { LabState } from './state.ts';

/** Bytes of memory that a state takes beside what grows in it, roughly. */
const FIXED = 1_024;

/**
 * About how many bytes of memory a state keeps alive, the parts that grow. What it shares with its
 * neighbours is counted in full, so that a sum over states is an upper bound.
 */
export function weightOf(state: LabState): number {
  let bytes = FIXED;
  for (const { connections, excerpt, clear } of state.lanes) {
    bytes += excerpt?.bytes.buffer.byteLength ?? 0;
    for (const kept of clear) bytes += kept.bytes.buffer.byteLength;
    for (const reading of connections.values()) bytes += weightOfReading(reading);
  }
  return bytes;
}
