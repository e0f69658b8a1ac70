/** What a terminal's ground is: what is drawn on it must stand out from it. */
export type Background = 'light' | 'dark';

/**
 * Asks a terminal for the colour of its background (OSC 11, xterm's control sequences) and then for its kind (DA1,
 * ECMA-48 §8.3.24). Answers come in this order, and every terminal answers the second: nobody waits in vain.
 */
export const BACKGROUND_QUESTION = '\u001b]11;?\u0007\u001b[c';

/** Characters of an answer; a longer one is none. */
const ANSWER_LENGTH = 64;

/** Characters typed meanwhile that are kept. */
const TYPED_LENGTH = 1_024;

const ESC = '\u001b';
const CTRL_C = '\u0003';

/** The background's colour, ended by BEL or ST. */
// oxlint-disable-next-line no-control-regex -- what is looked for is control characters
const COLOUR = /^\u001b\]11;([\x20-\x7e]*)(?:\u0007|\u001b\\|\u009c)/;

/** The terminal's kind, with which its answer is over. */
// oxlint-disable-next-line no-control-regex -- what is looked for is control characters
const KIND = /^\u001b\[\?[\d;]*c/;

/** The beginning of either. */
// oxlint-disable-next-line no-control-regex -- what is looked for is control characters
const BEGUN = /^\u001b(?:\](?:1(?:1(?:;[\x20-\x7e]*\u001b?)?)?)?|\[(?:\?[\d;]*)?)?$/;

/** Parts of red, green and blue, 1 to 4 hex digits each, as XParseColor reads them; some add how opaque it is. */
const RGB = /^rgba?:([\da-f]{1,4})\/([\da-f]{1,4})\/([\da-f]{1,4})(?:\/[\da-f]{1,4})?$/i;

/**
 * Takes what a terminal sends after the question apart into its answer and what a person typed meanwhile, wherever
 * the reads began and ended. Reads no clock, and keeps a bounded amount.
 */
export class BackgroundAnswer {
  #begun = '';
  #typed = '';
  #over = false;
  #interrupted = false;
  #background: Background | undefined;

  /** Whether the terminal has answered all that it will. */
  get over(): boolean {
    return this.#over;
  }

  /** Whether a person pressed Ctrl-C, which a raw terminal hands on as a character. */
  get interrupted(): boolean {
    return this.#interrupted;
  }

  get background(): Background | undefined {
    return this.#background;
  }

  /** What was typed, with what is begun and no answer yet; 1,024 characters of it at most. */
  get typed(): string {
    return (this.#typed + this.#begun).slice(0, TYPED_LENGTH);
  }

  /** Takes the next of what the terminal sends. */
  push(read: string): void {
    const text = this.#begun + read;
    this.#begun = '';
    let at = 0;
    while (at < text.length) {
      const escape = this.#over ? -1 : text.indexOf(ESC, at);
      this.#type(text.slice(at, escape === -1 ? text.length : escape));
      if (escape === -1) return;
      const taken = this.#answer(text.slice(escape, escape + ANSWER_LENGTH));
      if (taken === 0) {
        this.#begun = text.slice(escape);
        return;
      }
      at = escape + taken;
    }
  }

  /** Takes an answer from the beginning of `text`, or its ESC as typed; gives how much that was, and 0 where more may come. */
  #answer(text: string): number {
    const [colour, spec] = COLOUR.exec(text) ?? [];
    const [kind] = KIND.exec(text) ?? [];
    if (spec !== undefined) this.#background ??= backgroundOfColour(spec);
    if (kind !== undefined) this.#over = true;
    const whole = colour ?? kind;
    if (whole !== undefined) return whole.length;
    if (text.length < ANSWER_LENGTH && BEGUN.test(text)) return 0;
    this.#type(ESC);
    return 1;
  }

  #type(text: string): void {
    if (text.includes(CTRL_C)) this.#interrupted = true;
    if (this.#typed.length < TYPED_LENGTH) this.#typed += text.slice(0, TYPED_LENGTH);
  }
}

/** The luminance at which black and white stand out from a ground equally well (WCAG 2.2, contrast ratio): √(1.05 × 0.05) − 0.05. */
const MIDDLE = 0.179;

/** Light or dark, of a colour as terminals say it, `rgb:ffff/ffff/ffff`, by its relative luminance (WCAG 2.2); undefined where it is none. */
export function backgroundOfColour(spec: string): Background | undefined {
  const parts = RGB.exec(spec)?.slice(1, 4);
  if (parts === undefined) return undefined;
  const [red = 0, green = 0, blue = 0] = parts.map((part) => {
    const share = Number.parseInt(part, 16) / (16 ** part.length - 1);
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > MIDDLE ? 'light' : 'dark';
}

/** Light or dark, of what rxvt, Konsole and others put into COLORFGBG: the numbers of two of 16 colours, `15;0`, that of the ground last. */
export function backgroundOfVariable(colours: string | undefined): Background | undefined {
  const last = /(?:^|;)(\d{1,2})$/.exec(colours ?? '')?.[1];
  if (last === undefined || Number(last) > 15) return undefined;
  // 7 is light grey, 8 is dark grey.
  return Number(last) === 7 || Number(last) > 8 ? 'light' : 'dark';
}
