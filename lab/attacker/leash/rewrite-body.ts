import { Transform } from 'node:stream';

import { LIMITS } from '../../limits.ts';
import type { ChangeBody } from '../attacks/intercepted-exchange.ts';

/**
 * A filter that collects a body and gives what `change` makes of it. One character stands for one byte
 * (latin1), so that text in any encoding comes through. A body beyond LIMITS.body passes as it came:
 * `change` is not called, and `tooLarge` once. What `change` throws is the stream's error.
 */
export function rewriteBody(change: ChangeBody, tooLarge?: () => void): Transform {
  let held: Buffer[] = [];
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (size <= LIMITS.body && size + chunk.length > LIMITS.body) tooLarge?.();
      size += chunk.length;
      held.push(chunk);
      if (size > LIMITS.body) {
        for (const part of held) this.push(part);
        held = [];
      }
      done();
    },
    flush(done) {
      if (size > LIMITS.body) {
        done();
        return;
      }
      try {
        this.push(Buffer.from(change(Buffer.concat(held).toString('latin1')), 'latin1'));
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}
