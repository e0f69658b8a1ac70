import type { NotesMessage, ScenarioMessage, StepMessage } from './messages.ts';

/** What is known of the demo that is followed. A new object for every change. */
export interface FollowedDemo {
  readonly scenario?: ScenarioMessage;
  readonly step?: StepMessage;
  /** ms on the clock of this terminal when the step was told. */
  readonly at: number;
}

/** Where what is known is found. */
export interface FollowedDemoStore {
  readonly current: () => FollowedDemo;
  readonly subscribe: (listener: () => void) => () => void;
}

/** What is known after one more message, which came at `now` (ms). */
export function afterMessage(demo: FollowedDemo, message: NotesMessage, now: number): FollowedDemo {
  if (message.type === 'catalogue') return { at: now };
  if (message.type === 'scenario') return { scenario: message, at: now };
  return { ...demo, step: message, at: now };
}
