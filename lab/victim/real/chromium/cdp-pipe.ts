import type { TalkPipes } from '../../../programs/guarded.ts';
import { Conversation } from '../conversation.ts';
import type { BrowserEvent } from '../conversation.ts';

/** Characters of one message of Chromium's at most; a body of LIMITS.body in base64 is shorter. */
const LONGEST = 16 * 1024 * 1024;

/**
 * Chromium's DevTools protocol over the two pipes that it was started with (`--remote-debugging-pipe`): JSON with a NUL
 * behind each message. Nobody else on the machine can reach them.
 */
export function openCdp({ to, from }: TalkPipes, hear: (event: BrowserEvent) => void): Conversation {
  const conversation = new Conversation((text) => void to.write(`${text}\0`), hear);
  let rest: string[] = [];
  let length = 0;
  from.setEncoding('utf8');
  from.on('data', (chunk: string) => {
    const parts = chunk.split('\0');
    const last = parts.pop() ?? '';
    for (const part of parts) {
      conversation.take([...rest, part].join(''));
      [rest, length] = [[], 0];
    }
    length += last.length;
    // A message without an end is none.
    if (length <= LONGEST) rest.push(last);
    else rest = [];
  });
  from.once('close', () => conversation.end());
  return conversation;
}
