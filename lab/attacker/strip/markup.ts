import { foreignContent, Tokenizer, TokenizerMode } from 'parse5';
import type { Token, TokenHandler } from 'parse5';
import type { Changes } from './changes.ts';
import { withoutReferences } from './escapes.ts';
import { POLICY_HEADERS } from './policies.ts';
import type { Spelled } from './spelled.ts';

/** Pages within pages (`srcdoc`, templates in scripts) that are read. */
const NESTED = 4;

/** How markup is read: as HTML, as XML, or as what a browser may take for HTML or for a script. */
export type Markup = 'html' | 'xml' | 'unknown';

/** Takes the changes in a page: its attributes, text, scripts, styles and policies. Never throws. */
export function changeMarkup(page: Spelled, markup: Markup, changes: Changes, nested = 0): void {
  const reader = new MarkupReader(page, markup, changes, nested);
  const tokenizer = new Tokenizer({ sourceCodeLocationInfo: true }, reader);
  reader.tokenizer = tokenizer;
  tokenizer.inForeignNode = markup === 'xml';
  tokenizer.write(page.text, true);
}

/** Elements whose text has no markup in it, and how the tokenizer goes on in them (HTML, section 13.2.6.4). */
const TEXT_ONLY: Readonly<Record<string, Tokenizer['state']>> = {
  title: TokenizerMode.RCDATA,
  textarea: TokenizerMode.RCDATA,
  style: TokenizerMode.RAWTEXT,
  xmp: TokenizerMode.RAWTEXT,
  iframe: TokenizerMode.RAWTEXT,
  noembed: TokenizerMode.RAWTEXT,
  noframes: TokenizerMode.RAWTEXT,
  script: TokenizerMode.SCRIPT_DATA,
  plaintext: TokenizerMode.PLAINTEXT,
};

/** Elements of SVG and MathML in which there is HTML again (HTML, section 13.2.6). */
const INTEGRATION = new Set([
  'foreignobject',
  'desc',
  'title',
  'annotation-xml',
  'mi',
  'mo',
  'mn',
  'ms',
  'mtext',
]);

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

/**
 * Hears a page's tokens. The tree is not built: a browser may follow what stands where no element may be,
 * and what it costs stays in proportion to the page.
 */
class MarkupReader implements TokenHandler {
  tokenizer: Tokenizer | undefined;
  readonly #page: Spelled;
  readonly #markup: Markup;
  readonly #changes: Changes;
  readonly #nested: number;
  /** Where the text since the last tag begins, and the script, style or other element that it is in. */
  #from = 0;
  #within: { readonly tag: string; readonly type: string } | undefined;
  /** The elements of SVG and MathML that are open, and those of HTML in them. */
  #foreign: string[] = [];

  constructor(page: Spelled, markup: Markup, changes: Changes, nested: number) {
    this.#page = page;
    this.#markup = markup;
    this.#changes = changes;
    this.#nested = nested;
  }

  onStartTag(token: Token.TagToken): void {
    this.#text(token);
    for (const { name } of token.attrs) this.#attribute(token, name);
    this.#from = token.location?.endOffset ?? this.#from;
    const { tagName } = token;
    const foreign = this.#enter(token);
    const { tokenizer } = this;
    if (tokenizer === undefined) return;
    tokenizer.inForeignNode = this.#isForeign();
    const state = Object.hasOwn(TEXT_ONLY, tagName) ? TEXT_ONLY[tagName] : undefined;
    if (state === undefined || (foreign && token.selfClosing)) return;
    this.#within = { tag: tagName, type: valueOf(token, 'type') };
    if (!foreign) tokenizer.state = state;
  }

  onEndTag(token: Token.TagToken): void {
    this.#text(token);
    this.#from = token.location?.endOffset ?? this.#from;
    if (this.#within?.tag === token.tagName) this.#within = undefined;
    const open = this.#foreign.lastIndexOf(token.tagName);
    if (open >= 0) this.#foreign.length = open;
    if (this.tokenizer !== undefined) this.tokenizer.inForeignNode = this.#isForeign();
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

  #isForeign(): boolean {
    const [innermost] = this.#foreign.slice(-1);
    if (innermost === undefined) return this.#markup === 'xml';
    return !INTEGRATION.has(innermost);
  }

  /** Says whether the element is one of SVG or MathML, or of XML. */
  #enter(token: Token.TagToken): boolean {
    if (this.#markup === 'xml') return true;
    const { tagName, selfClosing } = token;
    if (this.#isForeign() && foreignContent.causesExit(token)) this.#foreign = [];
    const inForeign = this.#isForeign();
    const begins = tagName === 'svg' || tagName === 'math';
    if (!selfClosing && (begins || (inForeign && INTEGRATION.has(tagName)))) this.#foreign.push(tagName);
    return inForeign || begins;
  }

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
    const raw = this.#isForeign() ? withoutReferences(text, false) : text;
    const { tag, type = '' } = this.#within ?? {};
    if (tag === 'script') this.#script(raw, type);
    else if (tag === 'style') this.#changes.style(raw);
    else if (tag !== undefined && TEXT_ONLY[tag] !== TokenizerMode.RCDATA)
      this.#changes.addresses(raw, 'prose');
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
