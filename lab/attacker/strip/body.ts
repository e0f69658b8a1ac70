import { sniffEncoding } from '../../victim/charset/sniff.ts';
import { encodingOf } from '../../victim/charset/encoding.ts';
import { Changes } from './changes.ts';
import { spelledBytes } from './decoding.ts';
import { changeMarkup } from './markup.ts';
import { isBinary, statedCharset, textKind } from './media-type.ts';
import type { Edit, Spelled } from './spelled.ts';

/** What became of a text: its bytes, and how much of which kind was changed. */
export interface Stripped {
  readonly bytes: Buffer;
  readonly links: number;
  readonly policies: number;
  /** Why nothing could be changed. */
  readonly left?: string;
}

/**
 * A body with https on `name` taken out of its addresses, wherever a browser may find one in a body of
 * this Content-Type. All other bytes stay as they are, in whatever encoding. Never throws.
 */
export function stripBody(bytes: Buffer, contentType: string | undefined, name: string): Stripped {
  const kind = textKind(contentType);
  const untouched = { bytes, links: 0, policies: 0 };
  if (kind === undefined || kind === 'stream' || (kind === 'unknown' && isBinary(bytes))) return untouched;
  const isHtml = kind === 'html' || kind === 'unknown';
  const declared = kind === 'xml' ? declaredEncoding(bytes) : undefined;
  const encoding = sniffEncoding(bytes, statedCharset(contentType) ?? declared, isHtml);
  const text = spelledBytes(bytes, encoding);
  if (text === undefined) return { ...untouched, left: `its text is in ${encoding}` };
  const changes = new Changes(name);
  if (kind === 'style') changes.style(text);
  else if (kind === 'script') changes.script(text);
  else changeMarkup(text, kind === 'unknown' && /^\uFEFF?<\?xml/.test(text.text) ? 'xml' : kind, changes);
  const { edits, links, policies } = changes.result();
  if (edits.length === 0) return untouched;
  const big = encoding === 'utf-16be';
  const wide = encoding.startsWith('utf-16');
  return {
    links,
    policies,
    bytes: edited(bytes, edits, (written) => {
      const out = Buffer.from(written, wide ? 'utf16le' : 'latin1');
      return big ? out.swap16() : out;
    }),
  };
}

/** The encoding that an XML declaration states (XML 1.0, section 4.3.3). */
function declaredEncoding(bytes: Buffer): string | undefined {
  const declaration = /^<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/i;
  const label = declaration.exec(bytes.subarray(0, 1024).toString('latin1'))?.[1];
  const encoding = encodingOf(label ?? '');
  // What was read as ASCII is not UTF-16.
  return encoding?.startsWith('utf-16') === true ? 'utf-8' : encoding;
}

/** What a header may hold besides addresses: one alone, a policy, or others among them. */
export type HeaderKind = 'url' | 'policy' | 'list';

/** The same for the value of a header, of which each character is a byte. */
export function stripValue(
  value: string,
  kind: HeaderKind,
  name: string,
): { value: string } & Omit<Stripped, 'bytes' | 'left'> {
  const bytes = Buffer.from(value, 'latin1');
  const changes = new Changes(name);
  take(changes, spelledBytes(bytes, 'utf-8'), kind);
  const { edits, links, policies } = changes.result();
  const changed = edited(bytes, edits, (written) => Buffer.from(written, 'latin1'));
  return { value: changed.toString('latin1'), links, policies };
}

function take(changes: Changes, value: Spelled | undefined, kind: HeaderKind): void {
  if (value === undefined) return;
  if (kind === 'policy') changes.policy(value);
  else if (kind === 'url') changes.url(value);
  else changes.addresses(value, 'list');
}

function edited(bytes: Buffer, edits: readonly Edit[], encode: (written: string) => Buffer): Buffer {
  const parts: Buffer[] = [];
  let done = 0;
  for (const { start, end, text } of edits) {
    parts.push(bytes.subarray(done, start), encode(text));
    done = end;
  }
  return Buffer.concat([...parts, bytes.subarray(done)]);
}
