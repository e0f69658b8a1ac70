import { defaultTreeAdapter, Parser } from 'parse5';
import type { DefaultTreeAdapterMap, Token, Tokenizer, TokenHandler } from 'parse5';
import { LIMITS } from '../../limits.ts';

/** Elements in one another beyond which no tree is built, as in Chromium. */
const DEPTH = 512;

/** A page has more elements than LIMITS.elements, or deeper ones than a browser builds. */
export class TooMuchMarkup extends Error {}

/** Who hears a page's tokens, each before the parser does. */
export interface MarkupListener extends TokenHandler {
  /** What the tokens come from. */
  tokenizer: Tokenizer | undefined;
  /** Hears how the text of the element is read that a tag has begun. */
  entered(token: Token.TagToken): void;
}

/** parse5's parser, whose tokens somebody hears as well. Throws `TooMuchMarkup`. */
export class ListeningParser extends Parser<DefaultTreeAdapterMap> {
  readonly #listener: MarkupListener;

  constructor(listener: MarkupListener) {
    let room: number = LIMITS.elements;
    let depth = 0;
    super({
      scriptingEnabled: false,
      sourceCodeLocationInfo: true,
      treeAdapter: {
        ...defaultTreeAdapter,
        createElement: (...args: Parameters<typeof defaultTreeAdapter.createElement>) => {
          if (room-- === 0) throw new TooMuchMarkup();
          return defaultTreeAdapter.createElement(...args);
        },
        onItemPush: () => {
          depth += 1;
          if (depth > DEPTH) throw new TooMuchMarkup();
        },
        onItemPop: () => {
          depth -= 1;
        },
      },
    });
    this.#listener = listener;
    listener.tokenizer = this.tokenizer;
  }

  override onStartTag(token: Token.TagToken): void {
    // Heard first: the parser gives attributes of SVG other names.
    this.#listener.onStartTag(token);
    super.onStartTag(token);
    this.#listener.entered(token);
  }

  override onEndTag(token: Token.TagToken): void {
    this.#listener.onEndTag(token);
    super.onEndTag(token);
  }

  override onComment(token: Token.CommentToken): void {
    this.#listener.onComment(token);
    super.onComment(token);
  }

  override onDoctype(token: Token.DoctypeToken): void {
    this.#listener.onDoctype(token);
    super.onDoctype(token);
  }

  override onEof(token: Token.EOFToken): void {
    this.#listener.onEof(token);
    super.onEof(token);
  }
}
