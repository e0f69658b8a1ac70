import { Tokenizer, TokenizerMode } from 'parse5';
import type { Token } from 'parse5';
import type { Changes } from './changes.ts';
import { withoutReferences } from './escapes.ts';
import { ListeningParser, TooMuchMarkup } from './listening-parser.ts';
import type { MarkupListener } from './listening-parser.ts';
import { POLICY_HEADERS } from './policies.ts';
import type { Spelled } from './spelled.ts';

/** Pages within pages (`srcdoc`, templates in scripts) that are read. */
const NESTED = 4;

/** How markup is read: as HTML, as XML, or as what a browser may take for HTML or for a script. */
export type Markup = 'html' | 'xml' | 'unknown';

/**
 * Takes the changes in a page: its attributes, text, scripts, styles and policies. HTML is parsed as
 * browsers do, since the tree decides what is a tag and what is text. A page of more than LIMITS.elements, or
 * deeper than a browser goes, is read on tag by tag, as XML is. Never throws.
 */
export function changeMarkup(page: Spelled, markup: Markup, changes: Changes, nested = 0): void {
  const reader = new MarkupReader(page, markup, changes, nested);
  let from = 0;
  if (markup !== 'xml') {
    const parser = new ListeningParser(reader);
    try {
      parser.tokenizer.write(page.text, true);
      return;
    } catch (error) {
      if (!(error instanceof TooMuchMarkup)) throw error;
      from = reader.from;
    }
  }
  const rest = new MarkupReader(page.slice(from, page.text.length), markup, changes, nested);
  const tokenizer = new Tokenizer({ sourceCodeLocationInfo: true }, rest);
  rest.tokenizer = tokenizer;
  tokenizer.inForeignNode = true;
  tokenizer.write(page.text.slice(from), true);
}

/** Attributes that hold one address. */
const URLS = new Set([
  'action',
  'background',
  'cite',
  'codebase',
  'data',
  'dynsrc',
  'formaction',
  'href',
  'icon',
  'itemid',
  'longdesc',
  'lowsrc',
  'manifest',
  'poster',
  'profile',
  'src',
  'usemap',
  'xlink:href',
  'xml:base',
]);

/** Hears a page's tokens. */
class MarkupReader implements MarkupListener {
  tokenizer: Tokenizer | undefined;
  readonly #page: Spelled;
  readonly #markup: Markup;
  readonly #changes: Changes;
  readonly #nested: number;
  /** Where the text since the last tag begins. */
  #from = 0;
  /** The element whose text it is, where that is no prose, and how the tokenizer reads it. */
  #within: { readonly tag: string; readonly type: string; readonly state: number } | undefined;

  constructor(page: Spelled, markup: Markup, changes: Changes, nested: number) {
    this.#page = page;
    this.#markup = markup;
    this.#changes = changes;
    this.#nested = nested;
  }

  /** How far the page was read. */
  get from(): number {
    return this.#from;
  }

  onStartTag(token: Token.TagToken): void {
    this.#text(token);
    for (const { name } of token.attrs) this.#attribute(token, name);
    this.#from = token.location?.endOffset ?? this.#from;
    // In XML no parser says so later.
    if (this.tokenizer?.inForeignNode === true) this.entered(token);
  }

  /** Hears how the text of the element is read that a tag has begun. */
  entered(token: Token.TagToken): void {
    const { state = TokenizerMode.DATA, inForeignNode = false } = this.tokenizer ?? {};
    const { tagName, selfClosing } = token;
    const apart = inForeignNode
      ? /^(?:script|style)$/.test(tagName) && !selfClosing
      : state !== TokenizerMode.DATA;
    if (apart)
      this.#within = {
        tag: tagName,
        type: valueOf(token, 'type'),
        state: inForeignNode ? TokenizerMode.DATA : state,
      };
  }

  onEndTag(token: Token.TagToken): void {
    this.#text(token);
    this.#from = token.location?.endOffset ?? this.#from;
    if (this.#within?.tag === token.tagName) this.#within = undefined;
  }

  onComment(token: Token.CommentToken): void {
    this.#aside(token);
  }

  onDoctype(token: Token.DoctypeToken): void {
    this.#aside(token);
  }

  onEof(): void {
    this.#text(undefined);
  }

  // Text is taken whole, from one tag to the next.
  onCharacter(): void {}
  onNullCharacter(): void {}
  onWhitespaceCharacter(): void {}

  #aside(token: Token.CommentToken | Token.DoctypeToken): void {
    this.#text(token);
    const { startOffset = this.#from, endOffset = this.#from } = token.location ?? {};
    this.#changes.prose(this.#page.slice(startOffset, endOffset));
    this.#from = endOffset;
  }

  /** Takes the text that ends where `next` begins. */
  #text(next: Token.Token | undefined): void {
    const end = next?.location?.startOffset ?? this.#page.text.length;
    if (end <= this.#from) return;
    const text = this.#page.slice(this.#from, end);
    const { tag, type = '', state } = this.#within ?? {};
    const raw = state === TokenizerMode.DATA ? withoutReferences(text, false) : text;
    if (tag === 'script') this.#script(raw, type);
    else if (tag === 'style') this.#changes.style(raw);
    else if (tag !== undefined && state !== TokenizerMode.RCDATA) this.#changes.addresses(raw, 'prose');
    else this.#changes.prose(text);
    if (tag === undefined && this.#markup === 'unknown') this.#changes.script(text);
  }

  /** Takes a script, or the template that a script element holds for one. */
  #script(text: Spelled, type: string): void {
    if (/html|template/i.test(type)) this.#inner(text);
    this.#changes.script(text);
  }

  #inner(page: Spelled): void {
    if (this.#nested < NESTED) changeMarkup(page, 'html', this.#changes, this.#nested + 1);
  }

  #attribute(token: Token.TagToken, name: string): void {
    const value = this.#value(token, name);
    if (value === undefined || name.startsWith('xmlns')) return;
    const changes = this.#changes;
    if (URLS.has(name)) changes.url(value);
    else if (name.startsWith('on')) changes.script(value);
    else if (name === 'style') changes.style(value);
    else if (name === 'srcdoc') this.#inner(value);
    else if (name !== 'content' || token.tagName !== 'meta') {
      // Scripts keep JSON in attributes of their own.
      if (name.startsWith('data-')) changes.script(value);
      changes.addresses(value, 'list');
    } else if (POLICY_HEADERS.has(valueOf(token, 'http-equiv').toLowerCase())) changes.policy(value);
    else changes.addresses(value, 'list');
  }

  /** The value of an attribute as it is spelled, its character references undone. */
  #value({ location }: Token.TagToken, name: string): Spelled | undefined {
    const place = location?.attrs?.[name];
    if (place === undefined) return undefined;
    const { startOffset, endOffset } = place;
    const written = this.#page.text.slice(startOffset, endOffset);
    const before = /^=?[^=]*=[\t\n\f\r ]*(["']?)/.exec(written);
    if (before === null) return undefined;
    const quoted = before[1] !== '' && written.endsWith(before[1] ?? '');
    const value = this.#page.slice(startOffset + before[0].length, endOffset - (quoted ? 1 : 0));
    return withoutReferences(value, true);
  }
}

function valueOf({ attrs }: Token.TagToken, name: string): string {
  return attrs.find((attr) => attr.name === name)?.value ?? '';
}
