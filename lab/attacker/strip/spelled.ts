/** One place of a source that is to be written otherwise. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What an escape stands for, and how many characters of the text it takes. */
export interface Unescaped {
  readonly text: string;
  readonly length: number;
}

/**
 * Text as its reader takes it, in which each character knows where in the source it is spelled: as itself,
 * or as an escape. So what is found in the text can be changed in the source, and nothing beside it.
 */
export class Spelled {
  readonly text: string;
  /** What the places of `at` are in. */
  readonly source: string;
  readonly #places: Uint32Array | undefined;
  readonly #from: number;

  /** `places` has one more entry than `text` has characters; without it, the text stands at `from`. */
  constructor(text: string, source: string, places?: Uint32Array, from = 0) {
    this.text = text;
    this.source = source;
    this.#places = places;
    this.#from = from;
  }

  /** Where in the source the character at `index` begins; behind the last one, where the text ends. */
  at(index: number): number {
    return this.#places?.[index] ?? this.#from + index;
  }

  /** A part of the text. */
  slice(start: number, end: number): Spelled {
    const text = this.text.slice(start, end);
    if (this.#places === undefined) return new Spelled(text, this.source, undefined, this.#from + start);
    return new Spelled(text, this.source, this.#places.subarray(start, start + text.length + 1));
  }

  /** The text with its escapes undone: what `pattern`, which is global, finds and `read` knows. What stands for more characters than it has is left. */
  unescaped(pattern: RegExp, read: (found: RegExpExecArray) => Unescaped | undefined): Spelled {
    let text = '';
    let places: Uint32Array | undefined;
    let done = 0;
    const copy = (to: number): void => {
      if (places === undefined) return;
      for (let index = done; index < to; index += 1) places[text.length + index - done] = this.at(index);
      text += this.text.slice(done, to);
    };
    for (const found of this.text.matchAll(pattern)) {
      if (found.index < done) continue;
      const meant = read(found);
      if (meant === undefined || meant.text.length > meant.length) continue;
      places ??= new Uint32Array(this.text.length + 1);
      copy(found.index);
      places.fill(this.at(found.index), text.length, text.length + meant.text.length);
      text += meant.text;
      done = found.index + meant.length;
    }
    if (places === undefined) return this;
    copy(this.text.length);
    places[text.length] = this.at(this.text.length);
    return new Spelled(text, this.source, places.subarray(0, text.length + 1));
  }
}
