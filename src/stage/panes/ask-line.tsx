import type { Key } from 'ink';
import type { ReactNode } from 'react';
import { TextLine, Toned } from '../text.tsx';

/** What a person is asked once before it is done in the middle of a lesson. */
export type AskedOnce = 'quit' | 'restart' | 'catalogue';

const QUESTIONS = {
  quit: { text: 'leave the lesson?', key: 'q', does: 'leaves' },
  restart: { text: 'play it anew?', key: 'r', does: 'plays it anew' },
  catalogue: { text: 'back to the catalogue?', key: 'c', does: 'goes there' },
} as const satisfies Record<AskedOnce, { text: string; key: string; does: string }>;

/** The bottom row while it asks. */
export function AskLine({ asked }: { readonly asked: AskedOnce }): ReactNode {
  const { text, key, does } = QUESTIONS[asked];
  return (
    <TextLine>
      {' '}
      <Toned as="warning">{text}</Toned> <Toned as="key">y</Toned>
      <Toned as="muted"> or </Toned>
      <Toned as="key">{key}</Toned>
      <Toned as="muted"> {does}, any other key stays</Toned>
    </TextLine>
  );
}

/** Whether this is something that is asked once. */
export function isAskedOnce(what: string | undefined): what is AskedOnce {
  return what !== undefined && Object.hasOwn(QUESTIONS, what);
}

/** Whether a key says yes: `y`, `⏎`, or the key that asked. */
export function saysYes(asked: AskedOnce, input: string, key: Key): boolean {
  return key.return || (!key.ctrl && (input === 'y' || input === QUESTIONS[asked].key));
}
