import { nearest } from '../text/nearest.ts';
import type { Page, PageLink } from './page.ts';

/** Links that are named where the one that was looked for is not there. */
const NAMED = 10;

/** The first link with this text, white space folded; none where no link has it. */
export function findLink(links: readonly PageLink[], wanted: string): PageLink | undefined {
  const text = foldedText(wanted);
  return text === '' ? undefined : links.find((link) => foldedText(link.text) === text);
}

/** Why there is no such link, for a person: with the link that was probably meant, or else those that there are. */
export function noLink(page: Page | undefined, wanted: string): string {
  if (page === undefined) return 'no page is shown';
  const texts = [...new Set(page.links.map(({ text }) => foldedText(text)))].filter((text) => text !== '');
  const meant = nearest(foldedText(wanted), texts);
  const has = texts
    .slice(0, NAMED)
    .map((text) => `"${text}"`)
    .join(', ');
  const right = meant !== undefined ? `; did you mean "${meant}"?` : has === '' ? '' : `; it has ${has}`;
  return `the page has no link "${wanted}"${right}`;
}

/** A text with its white space folded, as links are known by. */
export function foldedText(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
