import * as z from 'zod/mini';
import { textLine } from '../../file/text-line.ts';
import { excerpt, isGroup } from '../../file/words.ts';
import type { FileProblem } from '../../file/problem.ts';
import { SCENARIO_LIMITS } from '../limits.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat, StepPlace } from './step-format.ts';

const ChatShape = stepShape('chat', {
  chat: textLine(SCENARIO_LIMITS.chat, 'What she says.'),
  ...BESIDE,
});

/** `chat`: a message to the help desk. */
export const CHAT_STEP: StepFormat = {
  kind: 'chat',
  does: 'Alice says this in the chat of the page that she sees: the bank has one at `/help`, its help desk. The chat is a WebSocket: `ws` on a page that came over http, `wss` on one that came over https. The help desk answers. What she says counts as a secret, the `chat message`.',
  schema: z.pipe(
    ChatShape,
    z.transform(({ chat, ...beside }) => ({ kind: 'chat' as const, ...beside, text: chat })),
  ),
  crossCheck: needsBuiltIn,
};

/** nginx and Apache are told of pages only. */
function needsBuiltIn(
  { chat, lane }: Readonly<Record<string, unknown>>,
  { path, settings, problemAt }: StepPlace,
): readonly FileProblem[] {
  if (chat === undefined) return [];
  const named: readonly unknown[] = Array.isArray(lane) ? lane : [lane ?? Object.keys(settings ?? {})].flat();
  return Object.entries(settings ?? {}).flatMap(([id, stated]) => {
    const bank = named.includes(id) && isGroup(stated) ? stated['bank'] : undefined;
    const server = isGroup(bank) ? bank['server'] : undefined;
    if (server !== 'nginx' && server !== 'apache') return [];
    return [
      problemAt(
        [...path, 'chat'],
        `the help desk of the lane ${excerpt(id)} has no chat: it needs server: built-in`,
      ),
    ];
  });
}
