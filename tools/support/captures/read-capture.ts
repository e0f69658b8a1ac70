import type { Fact } from '../../../lab/facts/session.ts';
import { CaptureReader } from '../../../src/sources/capture/reader.ts';
import { CaptureFacts } from '../../../src/sources/capture-facts.ts';
import { CaptureIndex } from '../../../src/sources/capture-index.ts';
import { Keys } from '../../../src/sources/keylog.ts';

/** What the readers of `plainsight open` make of a capture. */
export interface ReadCapture {
  readonly facts: readonly Fact[];
  readonly index: CaptureIndex;
  readonly reader: CaptureReader;
}

/** Reads a capture as the command does, with its bytes cut into `pieces`. */
export function readCapture(pieces: Iterable<Uint8Array>, keys: Keys = new Keys()): ReadCapture {
  const facts: Fact[] = [];
  const session = {
    version: '0',
    title: 'a capture',
    source: { kind: 'capture', file: 'a capture' },
  } as const;
  const reader = new CaptureReader();
  const index = new CaptureIndex();
  const made = new CaptureFacts(session, keys, (fact) => facts.push(fact));
  for (const piece of pieces) {
    reader.feed(piece, (packet, bytes) => {
      const flow = index.take(packet, bytes);
      made.secrets(reader.format?.secrets ?? []);
      if (flow !== undefined) made.packet(flow, index.decoder, packet.time);
    });
  }
  reader.end();
  made.end([...(reader.fault === undefined ? [] : [reader.fault]), ...index.notices]);
  return { facts, index, reader };
}
