import type { FactKind } from './kind.ts';
import { anyText, laneId } from './values.ts';
import type { LaneId } from './values.ts';

/** The victim said something in the chat of a page; `url` begins with `ws:` or `wss:`. */
export interface ChatSaid {
  readonly type: 'chat-said';
  readonly lane: LaneId;
  readonly url: string;
  readonly text: string;
}

const chatSaid: FactKind<ChatSaid> = {
  type: 'chat-said',
  fields: { lane: laneId, url: anyText, text: anyText },
  often: 'any',
  by: 'victim',
  sentence: ({ url, text }) => `says "${text}" at ${url}`,
  brief: ({ text }) => `said "${text}"`,
  only: 'ladder',
};

/** The victim heard an answer there. */
export interface ChatAnswered {
  readonly type: 'chat-answered';
  readonly lane: LaneId;
  readonly url: string;
  readonly text: string;
}

const chatAnswered: FactKind<ChatAnswered> = {
  type: 'chat-answered',
  fields: { lane: laneId, url: anyText, text: anyText },
  often: 'any',
  by: 'victim',
  sentence: ({ text }) => `hears "${text}"`,
  brief: ({ text }) => `heard "${text}"`,
  only: 'ladder',
};

/** The victim was to say something in a chat and could not. */
export interface ChatNotSaid {
  readonly type: 'chat-not-said';
  readonly lane: LaneId;
  readonly text: string;
  /** Why, for a person: `the page has no chat`, or an error's name. */
  readonly reason: string;
}

const chatNotSaid: FactKind<ChatNotSaid> = {
  type: 'chat-not-said',
  fields: { lane: laneId, text: anyText, reason: anyText },
  often: 'any',
  by: 'victim',
  sentence: ({ text, reason }) => `did not say "${text}": ${reason}`,
  brief: ({ reason }) => `said nothing: ${reason}`,
  only: 'ladder',
};

/** What she says in a chat, and hears there. */
export const CHAT_FACTS = [chatSaid, chatAnswered, chatNotSaid] as const;
