import { TOLD_KINDS } from '../../sources/flows/told-fields.ts';
import type { ConnectionList, ListedRow } from '../../stage/captures/listed.ts';
import type { CaptureFile } from './capture-file.ts';

/** The connections of a capture as the stage lists them. */
export function captureList(capture: CaptureFile): ConnectionList {
  return {
    title: capture.title,
    get length() {
      return capture.listed.length;
    },
    get read() {
      return capture.size === 0 ? 1 : capture.position / capture.size;
    },
    get whole() {
      return capture.whole;
    },
    get notices() {
      return capture.whole ? capture.notices : [];
    },
    subscribe: (listener) => capture.subscribe(listener),
    row: (index) => rowOf(capture, index),
  };
}

function rowOf(capture: CaptureFile, index: number): ListedRow | undefined {
  const listed = capture.listed[index];
  if (listed === undefined) return undefined;
  const { flow, packets, bytes, begun, told, recognised } = listed;
  return {
    id: flow.id,
    client: capture.address(flow.client),
    server: capture.address(flow.server),
    port: flow.server.port,
    protocol: recognised.protocol,
    host: recognised.host ?? '',
    told: TOLD_KINDS.filter((kind) => told.has(kind)),
    packets,
    toServer: bytes['to-bank'],
    toClient: bytes['to-victim'],
    at: (begun - (capture.listed[0]?.begun ?? begun)) / 1000,
  };
}
