import type { Markup } from './markup.ts';

/** How the text of a body is read for addresses. A `stream` may never end, so it is not held to be read. */
export type TextKind = Markup | 'style' | 'script' | 'stream';

const SCRIPTS =
  /^(?:text\/|application\/(?:(?:x-)?(?:java|ecma)script|json|json5|x-json|x-?ndjson|json-seq|x-mpegurl|vnd\.apple\.mpegurl)$|audio\/(?:x-)?mpegurl$)|\+json$/;

/**
 * What a browser may take a body of this Content-Type for; nothing for what holds no text. One without a
 * type, or with a type that says nothing, is looked into by browsers (MIME Sniffing, section 7).
 */
export function textKind(contentType: string | undefined): TextKind | undefined {
  const types = (contentType ?? '').split(',').map((one) => (one.split(';')[0] ?? '').trim().toLowerCase());
  // Of several the last counts that is one (Fetch standard, "extract a MIME type").
  const type = types.findLast((one) => /^[^/\s]+\/[^/\s]+$/.test(one)) ?? '';
  if (['', '*/*', 'unknown/unknown', 'application/unknown'].includes(type)) return 'unknown';
  if (type === 'text/html') return 'html';
  if (type === 'text/css') return 'style';
  if (type === 'text/event-stream' || type === 'multipart/x-mixed-replace') return 'stream';
  if (/^(?:text|application)\/xml$|\+xml$/.test(type)) return 'xml';
  return SCRIPTS.test(type) ? 'script' : undefined;
}

/** The label of the `charset` that a Content-Type states. */
export function statedCharset(contentType: string | undefined): string | undefined {
  return /charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType ?? '')?.[1];
}

/** Bytes that a body of no stated type is looked into (MIME Sniffing, section 5.3). */
const SNIFFED = 1445;

/** Controls that text may have: tab, line ends, form feed, and the escape of ISO-2022. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);

/** Whether bytes are no text: one of them is a control that text has not. UTF-16 says that it is text by its mark. */
export function isBinary(bytes: Buffer): boolean {
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'feff' || mark === 'fffe') return false;
  return bytes.subarray(0, SNIFFED).some((byte) => byte < 0x20 && !TEXT_CONTROLS.has(byte));
}
