/** Characters of one paste that are kept: far more than any query holds. */
export const PASTE_LENGTH = 4_096;

/** Characters of an escape sequence; a longer one is none, and dropped. */
const SEQUENCE_LENGTH = 64;

/** What stands around a paste (bracketed paste mode, xterm). */
export const PASTE = { start: '\u001b[200~', end: '\u001b[201~' } as const;

/** The Escape key as the kitty protocol writes it: ESC alone could be the beginning of another key. */
export const ESCAPE_KEY = '\u001b[27u';

/** Ctrl-C, as a terminal in raw mode sends it. */
export const INTERRUPT = '\u0003';

const ESC = '\u001b';

/** A control sequence that is whole (ECMA-48 §5.4), with those of the Linux console and of rxvt. */
const WHOLE =
  // oxlint-disable-next-line no-control-regex -- what is looked for is control characters
  /^\u001b(?:\]11;[\x20-\x7e]*(?:\u0007|\u001b\\)|\[(?:\[[0-?]*[@-~]|[235678]\$|(?!\[)[0-?]*[ -/]*[@-~])|O[\d;]*[@-~])/;

/** What a terminal answers, late, that was asked for its background and its kind: no key. */
// oxlint-disable-next-line no-control-regex -- what is looked for is control characters
const ANSWER = /^\u001b(?:\]|\[\?[\d;]*c$)/;

/** The same, where more may come. */
// oxlint-disable-next-line no-control-regex -- what is looked for is control characters
const BEGUN = /^\u001b(?:\](?:1(?:1(?:;[\x20-\x7e]*\u001b?)?)?)?|\[\[?[0-?]*[ -/]*|O[\d;]*)?$/;

/**
 * Takes what a terminal sends apart into keys, wherever the reads that brought it began and ended. A key is one
 * character, an escape sequence, or a whole paste between its marks. Reads no clock: who uses it says when nothing
 * more has come for a while.
 */
export class KeyDecoder {
  /** The beginning of an escape sequence. */
  #begun = '';
  /** What has been pasted, as long as its end has not come; `tail` may hold the beginning of that end. */
  #paste: { text: string; tail: string } | undefined;

  /** What is unfinished, and so is to be settled when nothing more comes. */
  get waitsFor(): 'sequence' | 'paste' | undefined {
    if (this.#paste !== undefined) return 'paste';
    return this.#begun === '' ? undefined : 'sequence';
  }

  /** The keys that are whole now that `read` has come. */
  push(read: string): string[] {
    const keys: string[] = [];
    let rest = this.#begun + read;
    this.#begun = '';
    while (rest !== '') rest = this.#paste === undefined ? this.#key(rest, keys) : this.#pasted(rest, keys);
    return keys;
  }

  /** The keys that what is unfinished comes to when nothing more comes: Escape, or what was pasted so far. */
  settle(): string[] {
    const [begun, paste] = [this.#begun, this.#paste];
    this.#begun = '';
    this.#paste = undefined;
    if (paste !== undefined) return [pasteKey(paste.text + paste.tail)];
    return begun === ESC ? [ESCAPE_KEY] : [];
  }

  /** Takes one key from the beginning of `rest`; gives what is left. */
  #key(rest: string, keys: string[]): string {
    if (!rest.startsWith(ESC)) {
      const [character = ''] = rest;
      keys.push(character);
      return rest.slice(character.length);
    }
    const [whole] = WHOLE.exec(rest.slice(0, SEQUENCE_LENGTH)) ?? [];
    if (whole === PASTE.start) this.#paste = { text: '', tail: '' };
    // The end of a paste that was given up already is none.
    else if (whole !== undefined && whole !== PASTE.end && !ANSWER.test(whole)) keys.push(whole);
    if (whole !== undefined) return rest.slice(whole.length);
    if (rest.length < SEQUENCE_LENGTH && BEGUN.test(rest)) {
      this.#begun = rest;
      return '';
    }
    return afterBroken(rest, keys);
  }

  /** Takes what belongs to the paste from the beginning of `rest`; gives what is left. */
  #pasted(rest: string, keys: string[]): string {
    const { text, tail } = this.#paste ?? { text: '', tail: '' };
    const all = tail + rest;
    const end = all.indexOf(PASTE.end);
    if (end === -1) {
      const kept = all.length - beginningOf(PASTE.end, all);
      this.#paste = { text: (text + all.slice(0, kept)).slice(0, PASTE_LENGTH), tail: all.slice(kept) };
      return '';
    }
    this.#paste = undefined;
    keys.push(pasteKey(text + all.slice(0, end)));
    return all.slice(end + PASTE.end.length);
  }
}

/** What follows ESC is no sequence: Alt and a character, the Escape key before another one, or nothing that is known. */
function afterBroken(rest: string, keys: string[]): string {
  const [, next = ''] = rest;
  if (next === '[' || next === 'O') {
    const [begun = rest] = /^.[[O][ -?]*/s.exec(rest) ?? [];
    return rest.slice(begun.length);
  }
  if (next < ' ' || next === '\u007f') {
    keys.push(ESCAPE_KEY);
    return rest.slice(1);
  }
  keys.push(ESC + next);
  return rest.slice(1 + next.length);
}

/** How many characters at the end of `text` may be the beginning of `mark`. */
function beginningOf(mark: string, text: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length > 0; length -= 1)
    if (text.endsWith(mark.slice(0, length))) return length;
  return 0;
}

function pasteKey(text: string): string {
  return PASTE.start + text.slice(0, PASTE_LENGTH) + PASTE.end;
}
