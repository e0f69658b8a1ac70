import type { Edit, Spelled } from './spelled.ts';

/**
 * What an address stands in: `url` is one address and no more; `list` has addresses among other things;
 * in a `script` and in `prose` one with fewer than two slashes is none, but for a script's strings.
 */
export type AddressPlace = 'url' | 'list' | 'script' | 'prose';

/** Characters of an authority (RFC 3986, section 3.2) that are read among other text: bounds the work on hostile text. */
const AUTHORITY_LIMIT = 512;

// A browser takes tabs and line ends out of an address before it reads it (URL standard, "basic URL parser").
const SCHEME = String.raw`(?:h[\t\n\r]*t[\t\n\r]*t[\t\n\r]*p|w[\t\n\r]*s)[\t\n\r]*s[\t\n\r]*:`;
const WHOLE = new RegExp(String.raw`^[\0- ]*(?:(${SCHEME})([\\/\t\n\r]*)|([\\/][\t\n\r]*[\\/]))`, 'i');
const AMONG = new RegExp(String.raw`(?<![\w+.\-])(${SCHEME})([\\/\t\n\r]*)|(?<![\w:\\/.\-])([\\/]{2})`, 'gi');

/** Letters, digits and the like, what maps to a dot, and what names may hold and nobody sees (UTS 46). */
const AUTHORITY = new RegExp(
  String.raw`[\p{L}\p{N}\p{M}\p{So}%._:@~\-\u00AD\u200B-\u200D\u2060\uFEFF\u3002\uFF0E\uFF61\t\n\r]{0,${AUTHORITY_LIMIT}}`,
  'uy',
);

/** An address's authority and where it lies in the text. */
interface Authority {
  readonly text: string;
  readonly end: number;
}

/**
 * What to change in the source so that no address of https (or wss) on `name`, its port 443, is left, however
 * it is spelled: each becomes http (or ws). `//name:443` loses its port. What is another's address stays.
 */
export function addressEdits(spelled: Spelled, place: AddressPlace, name: string): Edit[] {
  const { text } = spelled;
  const edits: Edit[] = [];
  let done = 0;
  const take = (found: RegExpExecArray, candidates: readonly Authority[]): void => {
    const [whole, scheme, slashes = '', relative] = found;
    const ours = candidates.find((authority) => leadsTo(authority.text, name, relative !== undefined));
    // Nothing within another's authority is an address: the shortest that it can be is passed over.
    done = ours?.end ?? Math.min(...candidates.map(({ end }) => end));
    if (ours === undefined) return;
    const prefix = found.index + whole.length - (scheme ?? '').length - slashes.length;
    const start = scheme === undefined ? found.index + whole.length : prefix;
    const kept = scheme === undefined ? '' : protocol(scheme) + keptSlashes(spelled, start, found, place);
    edits.push({ start: spelled.at(start), end: spelled.at(ours.end), text: kept + name });
  };
  if (place === 'url') {
    const found = WHOLE.exec(text);
    if (found !== null) take(found, [wholeAuthority(text, found[0].length)]);
  }
  for (const found of text.matchAll(AMONG)) {
    if (found.index < done || !isAddress(found, text, place)) continue;
    take(found, authorities(text, found.index + found[0].length, place));
  }
  return edits;
}

function protocol(scheme: string): string {
  return /^h/i.test(scheme) ? 'http:' : 'ws:';
}

/** Slashes among other text stay as they are spelled, such as JSON's `\/\/`. */
function keptSlashes(spelled: Spelled, start: number, found: RegExpExecArray, place: AddressPlace): string {
  if (place === 'url') return '//';
  const colon = start + (found[1] ?? '').length;
  const raw = spelled.source.slice(spelled.at(colon), spelled.at(found.index + found[0].length));
  return /^(?:\\*\/){2}$/.test(raw) ? raw : '//';
}

function isAddress(
  { index, 2: slashes, 3: relative }: RegExpExecArray,
  text: string,
  place: AddressPlace,
): boolean {
  if (relative !== undefined) return place !== 'prose';
  if ((slashes ?? '').replace(/[\t\n\r]/g, '').length >= 2) return true;
  if (place === 'script') return /["'`]/.test(text.charAt(index - 1));
  return place !== 'prose';
}

/** The authority of text that is an address alone. */
function wholeAuthority(text: string, start: number): Authority {
  const authority = /^[^\\/?#]*/.exec(text.slice(start))?.[0] ?? '';
  let end = start + authority.length;
  if (end === text.length) while (end > start && text.charAt(end - 1) <= ' ') end -= 1;
  return { text: text.slice(start, end), end };
}

/** Where an authority may end among other text: behind all that it can hold, or before the line's end. */
function authorities(text: string, start: number, place: AddressPlace): Authority[] {
  AUTHORITY.lastIndex = start;
  const longest = AUTHORITY.exec(text)?.[0] ?? '';
  const [line = ''] = longest.split(/[\t\n\r]/, 1);
  const all = place === 'prose' || line === longest ? [line] : [longest, line];
  return all.map((authority) => {
    const follows = text.charAt(start + authority.length);
    // What ends a sentence is no part of an address.
    const kept = /^[\\/?#]$/.test(follows) ? authority : authority.replace(/[.:@%~\-\t\n\r]+$/, '');
    return { text: kept, end: start + kept.length };
  });
}

/** Whether an authority is that of `name` on port 443; `stated` asks that it says so. */
function leadsTo(authority: string, name: string, stated: boolean): boolean {
  const host = authority.replace(/[\t\n\r]/g, '').replace(/^.*@/s, '');
  if (stated && !/:0*443$/.test(host)) return false;
  const url = URL.parse(`https://${host}/`);
  return url !== null && url.port === '' && url.hostname.replace(/\.$/, '') === name;
}
