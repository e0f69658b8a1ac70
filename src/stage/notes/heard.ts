import type { LinkMessage, ScenarioMessage, StepMessage } from '../../link/messages.ts';

/** What is known of the demo that is followed. A new object for every change. */
export interface Heard {
  readonly scenario?: ScenarioMessage;
  readonly step?: StepMessage;
  /** ms on the clock of this terminal when the step was told. */
  readonly at: number;
}

/** Where what was heard is found. */
export interface HeardStore {
  readonly heard: () => Heard;
  readonly subscribe: (listener: () => void) => () => void;
}

/** What is known after one more message, which came at `now` (ms). */
export function afterHearing(heard: Heard, message: LinkMessage, now: number): Heard {
  if (message.type === 'catalogue') return { at: now };
  if (message.type === 'scenario') return { scenario: message, at: now };
  return { ...heard, step: message, at: now };
}
