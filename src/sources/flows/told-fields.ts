import { latin1 } from '../../../lab/wire/bytes.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { FRAME_TYPE } from '../../../lab/wire/http2/frame.ts';
import { beginsHttp2, feedHttp2, startHttp2, takeParts } from '../../../lab/wire/http2/parser.ts';
import type { Http2State } from '../../../lab/wire/http2/state.ts';

/** What a list says was read on a connection. */
export const TOLD_KINDS = ['password', 'cookie', 'basic', 'bearer', 'form'] as const;

/** One of these words. */
export type ToldKind = (typeof TOLD_KINDS)[number];

/** Bytes of a segment that are looked at, and of one direction together. */
const LOOKED_AT = 4_096;
const TOGETHER = 64 * 1024;

const HEAD = /^(?:HTTP\/1\.|[A-Z]{3,10} \S+ HTTP\/1\.)/;

const PATTERNS: readonly (readonly [ToldKind, RegExp])[] = [
  [
    'password',
    /(?:[?&\n]|^)[^&=\s"]*(?:pass(?:word|wd|phrase)?|pwd)[^&=\s"]*=[^&\s]|"[^"\n]{0,40}(?:password|passwd)[^"\n]{0,40}"\s{0,9}:\s{0,9}"[^"]|^PASS \S/im,
  ],
  ['cookie', /^(?:set-)?cookie:[ \t]*[^\s=;]+=[^;\s]/im],
  ['basic', /^(?:proxy-)?authorization:[ \t]*basic[ \t]+\S/im],
  ['bearer', /^(?:proxy-)?authorization:[ \t]*bearer[ \t]+\S/im],
  ['form', /^content-type:[ \t]*application\/x-www-form-urlencoded/im],
];

/** What the segments of one connection tell by the names of fields in clear: a quick look for a list, not a reading. */
export class ToldFields {
  readonly kinds = new Set<ToldKind>();
  #looked = 0;
  #http2: Http2State | undefined;

  /** Takes a segment's bytes: of what a server sends only heads, of what a client sends its beginning and all heads. */
  take(direction: Direction, bytes: Uint8Array): void {
    if (bytes.length < 5) return;
    if (direction === 'to-bank' && this.#looked === 0 && beginsHttp2(direction, bytes) === true)
      this.#http2 = startHttp2(direction);
    if (this.#http2 !== undefined) {
      if (direction === 'to-bank') this.#frames(this.#http2, bytes);
      return;
    }
    const isHead = HEAD.test(latin1(bytes.subarray(0, 128)));
    if (!isHead && (direction === 'to-victim' || this.#looked > TOGETHER)) return;
    const looked = bytes.subarray(0, LOOKED_AT);
    this.#looked += looked.length;
    this.#look(latin1(looked));
  }

  /** Of HTTP/2 the fields are unpacked as far as the beginning goes. */
  #frames(before: Http2State, bytes: Uint8Array): void {
    if (this.#looked > TOGETHER) return;
    this.#looked += bytes.length;
    const [state, parts] = takeParts(feedHttp2(before, bytes));
    this.#http2 = state;
    for (const part of parts)
      if (part.kind === 'frame' && part.section !== undefined)
        this.#look(part.section.lines.map(({ name, value }) => `${name}: ${value}`).join('\n'));
      else if (part.kind === 'frame' && part.type === FRAME_TYPE.DATA) this.#look(latin1(part.begin));
  }

  #look(text: string): void {
    for (const [kind, pattern] of PATTERNS)
      if (!this.kinds.has(kind) && pattern.test(text)) this.kinds.add(kind);
  }
}
