import { encodingOf, type Encoding } from './encoding.ts';

/** Bytes at a page's beginning in which it may name its encoding (HTML, section 13.2.3.2). */
const SCANNED = 1024;

const BLANK = /[\t\n\f\r /]/;

/** The encoding that a page names in a `meta` element near its beginning (HTML, "prescan a byte stream"). */
export function prescan(bytes: Uint8Array): Encoding | undefined {
  const text = Buffer.from(bytes.subarray(0, SCANNED)).toString('latin1');
  let at = 0;
  while (at < text.length) {
    if (text.startsWith('<!--', at)) {
      // "<!-->" is whole: its end may share the two hyphens of its beginning.
      const end = text.indexOf('-->', at + 2);
      at = end === -1 ? text.length : end + 3;
    } else if (/^<\/?[a-z]/i.test(text.slice(at, at + 3))) {
      const name = /^<\/?[^\t\n\f\r />]*/.exec(text.slice(at))?.[0] ?? '<';
      const { attributes, end } = readAttributes(text, at + name.length);
      const found = name.toLowerCase() === '<meta' ? metaEncoding(attributes) : undefined;
      if (found !== undefined) return found;
      at = end;
    } else if (/^<[!/?]/.test(text.slice(at, at + 2))) {
      const end = text.indexOf('>', at);
      at = end === -1 ? text.length : end + 1;
    } else at += 1;
  }
  return undefined;
}

/** The encoding that a `meta` with these attributes names. UTF-16 cannot be meant by what was read as ASCII. */
function metaEncoding(attributes: ReadonlyMap<string, string>): Encoding | undefined {
  const content = attributes.get('http-equiv')?.toLowerCase() === 'content-type' && attributes.get('content');
  const label = attributes.get('charset') ?? (content === false ? undefined : labelIn(content ?? ''));
  if (label?.trim() === 'x-user-defined') return 'windows-1252';
  const encoding = encodingOf(label ?? '');
  return encoding?.startsWith('utf-16') === true ? 'utf-8' : encoding;
}

/** The label in `text/html; charset=…` (HTML, "extracting a character encoding from a meta element"). */
function labelIn(content: string): string | undefined {
  const [, double, single, bare] =
    /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^"'\t\n\f\r ;][^\t\n\f\r ;]*))/i.exec(
      content,
    ) ?? [];
  return double ?? single ?? bare;
}

/** Attributes from `at` to the tag's end, of which the first of a name counts, and where the tag is over. */
function readAttributes(text: string, from: number): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>();
  let at = from;
  for (;;) {
    while (BLANK.test(text.charAt(at))) at += 1;
    if (at >= text.length || text[at] === '>') return { attributes, end: at + 1 };
    const [whole = '', name = '', double, single, bare] =
      /^(.[^=>\t\n\f\r /]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^"'>\t\n\f\r ][^>\t\n\f\r ]*)?))?/s.exec(
        text.slice(at),
      ) ?? [];
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, (double ?? single ?? bare ?? '').toLowerCase());
    at += Math.max(1, whole.length);
  }
}
