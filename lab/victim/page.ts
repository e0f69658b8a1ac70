import { attribute, elementsOf, folded, parseHtml, textIn, type Element } from './dom.ts';
import { resolved } from './addresses.ts';
import type { PageForm } from './forms/forms.ts';
import { readForms } from './forms/read.ts';
import { refreshTarget } from './refresh.ts';

/** A link as a person sees it, and the absolute URL that it leads to. */
export interface PageLink {
  readonly text: string;
  readonly url: string;
}

/** What a person gets from a page, without its script and its style. */
export interface Page {
  /** The page's URL, with its fragment. */
  readonly url: string;
  readonly title: string;
  /** Main heading, messages and paragraphs, in this order, white space folded; at most `LIMITS.pageText` characters. */
  readonly text: string;
  readonly forms: readonly PageForm[];
  /** The page's links, in document order. */
  readonly links: readonly PageLink[];
  /** Where the page's own script says what is typed into its chat: a `ws` or `wss` address. */
  readonly chat?: string;
  /** Where the page asks the browser to go on to by itself, as an absolute URL. */
  readonly refresh?: string;
}

/**
 * Reads the HTML of the page at `url` as far as the lab's bounds go (`LIMITS.html`, `LIMITS.elements`);
 * what lies beyond is left out. Takes any text and throws nothing. Script has no effect. `url` is absolute, `encoding` the one that the HTML was read in.
 */
export function readPage(html: string, url: string, encoding = 'utf-8'): Page {
  const { document, owners } = parseHtml(html);
  const elements = elementsOf(document);
  const base = baseUrl(elements, url);
  const place = { url, base, encoding };
  const title = elements.find((element) => element.tagName === 'title');
  const refresh = wishes(elements)
    .map((content) => refreshTarget(content, place))
    .find((target) => target !== undefined);
  const chat = chatOf(elements, base);
  return {
    url,
    title: title === undefined ? '' : textIn(title),
    text: mainText(elements.filter((element) => attribute(element, 'hidden') === undefined)),
    forms: readForms(elements, owners, place),
    links: elements.flatMap((element) => link(element, base, encoding)),
    ...(refresh === undefined ? {} : { refresh }),
    ...(chat === undefined ? {} : { chat }),
  };
}

/** The address of the chat of a page: what this browser knows of the page's script, which it does not run. */
function chatOf(elements: readonly Element[], base: string): string | undefined {
  const form = elements.find((element) => element.tagName === 'form' && attribute(element, 'id') === 'chat');
  const path = form === undefined ? undefined : attribute(form, 'data-socket');
  return path === undefined ? undefined : URL.parse(path, base)?.href.replace(/^http/, 'ws');
}

/** What the `<meta http-equiv=refresh>` of a page say, of which the first that can be read counts. */
function wishes(elements: readonly Element[]): string[] {
  const metas = elements.filter(
    (element) => element.tagName === 'meta' && attribute(element, 'http-equiv')?.toLowerCase() === 'refresh',
  );
  return metas.map((element) => attribute(element, 'content') ?? '');
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

function link(element: Element, base: string, encoding: string): PageLink[] {
  const href = element.tagName === 'a' ? attribute(element, 'href') : undefined;
  const url = href === undefined ? null : resolved(href, base, encoding);
  return url === null ? [] : [{ text: textIn(element), url: url.href }];
}
