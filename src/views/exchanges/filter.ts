import type { HoldCondition } from '../../../lab/facts/facts.ts';
import type { HeldKind } from '../../../lab/wire/http/edited.ts';

/** What a filter looks at of one exchange. */
export interface ExchangeTraits {
  /** In capitals; empty of what nobody could read, and so is the path. */
  readonly method: string;
  /** The target of the request: a path with its query. */
  readonly path: string;
  readonly host: string;
  /** 0 where there was no answer. */
  readonly status: number;
  /** Names of the fields of its form and its query. */
  readonly fields: readonly string[];
  /** Whether the attacker could not read it. */
  readonly sealed: boolean;
  readonly from: ExchangeParty;
}

/** Whose an exchange is. */
export type ExchangeParty = 'victim' | 'stranger' | 'authority' | 'attacker';

/** A filter as it was typed. */
export interface ExchangeFilter {
  readonly matches: (traits: ExchangeTraits) => boolean;
  /** Why a word of it says nothing, in one sentence; empty where each does. */
  readonly fault: string;
}

const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'delete', 'head', 'options', 'patch']);
const PARTIES: readonly ExchangeParty[] = ['victim', 'stranger', 'authority', 'attacker'];
const KINDS: readonly HeldKind[] = ['request', 'answer', 'message'];
/** Characters of a filter that are read. */
const LONGEST = 200;

/** What is known to a filter, for a person whose words found nothing. */
export const FILTER_WORDS =
  'words: post · login (in the path) · status 303 · field password · host bank.test · from stranger · sealed · read';

/** What is known to a breakpoint. */
export const CONDITION_WORDS =
  'words: post · transfer (in the path) · field receiver · request, answer or message · nothing: all';

type Test = (traits: ExchangeTraits) => boolean;

const anything: Test = () => true;

/** Words that ask for another after them, and what each makes of it. What is not whole yet asks for nothing. */
const WITH_VALUE: ReadonlyMap<string, (value: string) => Test | string> = new Map([
  [
    'status',
    (value) =>
      /^[1-9]\d{0,2}(?:xx?)?$/.test(value)
        ? ({ status }) => String(status).startsWith(value.replace(/x+$/, '')) && status > 0
        : 'status wants a number, as in status 303.',
  ],
  ['field', (value) => has(({ fields }) => fields, value)],
  ['host', (value) => has(({ host }) => [host], value)],
  ['path', (value) => has(({ path }) => [path], value)],
  [
    'from',
    (value) => {
      const meant = PARTIES.filter((party) => party.startsWith(value));
      return meant.length === 0
        ? `from wants one of ${PARTIES.join(', ')}.`
        : ({ from }) => meant.includes(from);
    },
  ],
]);

function has(of: (traits: ExchangeTraits) => readonly string[], value: string): Test {
  return (traits) => of(traits).some((text) => text.toLowerCase().includes(value));
}

/** Reads a filter: all of its words must fit. Any text is one; a word that is none of its own stands in the path. Never throws. */
export function filterOf(text: string): ExchangeFilter {
  const tests: Test[] = [];
  let fault = '';
  eachTerm(text, (word, value) => {
    const asks = WITH_VALUE.get(word);
    const made = asks === undefined ? plainTest(word) : value === undefined ? anything : asks(value);
    if (typeof made === 'string') fault ||= made;
    else tests.push(made);
  });
  return { fault, matches: (traits) => tests.every((test) => test(traits)) };
}

function plainTest(word: string): Test {
  if (METHODS.has(word)) return ({ method }) => method.toLowerCase() === word;
  if (word === 'sealed') return ({ sealed }) => sealed;
  if (word === 'read') return ({ sealed }) => !sealed;
  return has(({ path }) => [path], word);
}

/** Gives each word of a text in small letters, with the one after it where it asks for one. */
function eachTerm(text: string, take: (word: string, value: string | undefined) => void): void {
  const words = text
    .slice(0, LONGEST)
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const asks = WITH_VALUE.has(word);
    take(word, asks ? words[at + 1] : undefined);
    if (asks) at += 1;
  }
}

/** Reads a breakpoint in the same words; gives why not, where it says what a hold cannot know before an answer is here. */
export function conditionOf(
  text: string,
): { readonly condition: HoldCondition } | { readonly fault: string } {
  let kind: HeldKind | undefined;
  let method: string | undefined;
  let path: string | undefined;
  let field: string | undefined;
  let fault: string | undefined;
  // Paths and fields are held to the letter: their case is kept.
  const spelled = text
    .slice(0, LONGEST)
    .split(/\s+/)
    .filter((word) => word !== '');
  for (let at = 0; at < spelled.length; at += 1) {
    const word = spelled[at] ?? '';
    const lower = word.toLowerCase();
    const known = KINDS.find((each) => each === lower || `${each}s` === lower);
    if (lower === 'field' || lower === 'path') {
      at += 1;
      const value = spelled[at];
      if (value === undefined) fault ??= `${lower} wants a word after it.`;
      else if (lower === 'field') field = value;
      else path = value;
    } else if (METHODS.has(lower)) method = lower.toUpperCase();
    else if (known !== undefined) kind = known;
    else if (['status', 'host', 'from', 'sealed', 'read'].includes(lower))
      fault ??= `A breakpoint does not know “${lower}”.`;
    else if (path === undefined) path = word;
    else fault ??= `Two paths, “${path}” and “${word}”: one message has one.`;
  }
  if (fault !== undefined) return { fault };
  return {
    condition: {
      ...(kind !== undefined && { kind }),
      ...(method !== undefined && { method }),
      ...(path !== undefined && { path }),
      ...(field !== undefined && { field }),
    },
  };
}
