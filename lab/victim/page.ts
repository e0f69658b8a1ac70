import { attribute, elementsOf, folded, parseHtml, textIn, type Element } from './dom.ts';
import { readForms, type PageForm } from './forms.ts';

/** What a person gets from a page, without its script and its style. */
export interface Page {
  /** The page's URL, with its fragment. */
  readonly url: string;
  readonly title: string;
  /** Main heading, messages and paragraphs, in this order, white space folded; at most `LIMITS.pageText` characters. */
  readonly text: string;
  readonly forms: readonly PageForm[];
  /** Absolute URLs of the page's links, in document order. */
  readonly links: readonly string[];
}

/**
 * Reads the HTML of the page at `url` as far as the lab's bounds go (`LIMITS.html`, `LIMITS.elements`);
 * what lies beyond is left out. Takes any text and throws nothing. `<meta http-equiv=refresh>` and
 * script have no effect. `url` is absolute.
 */
export function readPage(html: string, url: string): Page {
  const elements = elementsOf(parseHtml(html));
  const base = baseUrl(elements, url);
  const title = elements.find((element) => element.tagName === 'title');
  return {
    url,
    title: title === undefined ? '' : textIn(title),
    text: mainText(elements.filter((element) => attribute(element, 'hidden') === undefined)),
    forms: readForms(elements, base, url),
    links: elements.flatMap((element) => link(element, base)),
  };
}

/** A page that is the text which came, such as `text/plain`. */
export function plainPage(text: string, url: string): Page {
  return { url, title: '', text: folded(text), forms: [], links: [] };
}

/** Messages, and paragraphs, that `text` is made of at most: more would be cut off anyway. */
const PARTS = 50;

function mainText(elements: readonly Element[]): string {
  const heading =
    elements.find((element) => element.tagName === 'h1') ??
    elements.find((element) => /^h[2-6]$/.test(element.tagName));
  const messages = elements.filter(isMessage).slice(0, PARTS);
  const paragraphs = elements.filter((element) => element.tagName === 'p').slice(0, PARTS);
  const parts = [...(heading === undefined ? [] : [heading]), ...messages, ...paragraphs];
  const texts = new Set(parts.map(textIn).filter((text) => text !== ''));
  return folded([...texts].join(' · '));
}

function isMessage(element: Element): boolean {
  if (element.tagName === 'output') return true;
  if (/^(alert|status)$/i.test(attribute(element, 'role') ?? '')) return true;
  return /(^|\s)(message|notice|error|alert|warning|success)(\s|$)/i.test(attribute(element, 'class') ?? '');
}

function baseUrl(elements: readonly Element[], url: string): string {
  const hrefs = elements.map((element) =>
    element.tagName === 'base' ? attribute(element, 'href') : undefined,
  );
  return URL.parse(hrefs.find((href) => href !== undefined) ?? '', url)?.href ?? url;
}

function link(element: Element, base: string): string[] {
  const href = element.tagName === 'a' ? attribute(element, 'href') : undefined;
  const url = href === undefined ? null : URL.parse(href, base);
  return url === null ? [] : [url.href];
}
