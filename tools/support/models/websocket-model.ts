import type { Direction } from '../../../lab/wire/direction.ts';
import { OPCODE } from '../../../lab/wire/websocket/frame.ts';
import { writeFrame } from '../../../lab/wire/websocket/write.ts';
import type { Random } from '../fuzz.ts';

/** A frame of a model, and all that must be read from it. */
export interface ModelFrame {
  readonly bytes: Uint8Array;
  readonly opcode: number;
  readonly fin: boolean;
  readonly masked: boolean;
  readonly payload: string;
  /** The message that ends with it. */
  readonly message?: string;
}

const WORDS = ['tulip', ' ', 'é', 'orbit 42', '{"a":1}', '\0', 'GET / HTTP/1.1\r\n', '好', 'x'.repeat(130)];

/** One direction of a WebSocket as RFC 6455 has it: messages, some in fragments, with control frames among them. */
export function websocketModel(random: Random, direction: Direction): ModelFrame[] {
  const frames: ModelFrame[] = [];
  const write = (opcode: number, payload: string, fin: boolean, message?: string): void => {
    const key = direction === 'to-bank' ? Uint8Array.from({ length: 4 }, () => random.below(256)) : undefined;
    const bytes = writeFrame({ opcode, fin, payload: Buffer.from(payload), ...(key && { key }) });
    frames.push({
      bytes,
      opcode,
      fin,
      masked: key !== undefined,
      payload,
      ...(message !== undefined && { message }),
    });
  };
  for (let left = random.below(6); left > 0; left -= 1) {
    const opcode = random.pick([OPCODE.text, OPCODE.binary]);
    const pieces = Array.from({ length: 1 + random.below(random.below(2) === 0 ? 1 : 5) }, () =>
      text(random),
    );
    for (const [index, piece] of pieces.entries()) {
      if (random.below(4) === 0) write(random.pick([OPCODE.ping, OPCODE.pong]), 'beat', true);
      const fin = index === pieces.length - 1;
      write(index === 0 ? opcode : OPCODE.continuation, piece, fin, fin ? pieces.join('') : undefined);
    }
  }
  if (random.below(3) === 0) write(OPCODE.close, '\x03\x68bye', true);
  return frames;
}

function text(random: Random): string {
  const long = random.below(40) === 0 ? 1_200 : 6;
  return Array.from({ length: random.below(long) }, () => random.pick(WORDS)).join('');
}
