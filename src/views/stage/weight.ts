import type { Flow } from './flow.ts';
import type { LabState } from './state.ts';

/** Bytes of memory that a flow takes besides the bytes that it holds, roughly. */
const FLOW = 1_024;

/**
 * About how many bytes of memory a state keeps alive, the parts that grow. What it shares with its
 * neighbours is counted in full, so that a sum over states is an upper bound.
 */
export function weightOf(state: LabState): number {
  let bytes = FLOW;
  for (const { flows, exhibit, clear } of state.lanes) {
    bytes += exhibit?.bytes.buffer.byteLength ?? 0;
    for (const passage of clear) bytes += passage.bytes.buffer.byteLength;
    for (const flow of flows.values()) bytes += weightOfFlow(flow);
  }
  return bytes;
}

function weightOfFlow(flow: Flow): number {
  // A view keeps all of the memory that it looks at.
  const held = flow.held.buffer.byteLength + FLOW;
  if (flow.kind !== 'http') return held;
  const { lineLength, draft } = flow.state;
  return held + lineLength + (draft === undefined ? 0 : draft.bodyOffset - draft.started.start.offset);
}
