import { setTimeout as wait } from 'node:timers/promises';

import { LIMITS } from '../limits.ts';
import type { AcmeAnswer } from './acme-channel.ts';

/** An answer, and what it says. */
export interface Polled<T> {
  readonly answer: AcmeAnswer;
  readonly value: T;
}

/** Asks again and again, until what is read is what was waited for, or nobody waits any more (RFC 8555, section 7.5.1). */
export async function poll<T>(
  read: () => Promise<Polled<T>>,
  isDone: (value: T) => boolean,
  over: AbortSignal,
): Promise<T> {
  for (;;) {
    const { answer, value } = await read();
    if (isDone(value)) return value;
    await wait(pauseAfter(answer), undefined, { signal: over });
  }
}

/** How long to wait before the next question: as long as the server wants (RFC 9110, section 10.2.3), within bounds. */
function pauseAfter({ headers }: AcmeAnswer): number {
  const asked = Number(headers['retry-after']) * 1000;
  return asked > LIMITS.acmePoll ? Math.min(asked, LIMITS.acmePause) : LIMITS.acmePoll;
}
