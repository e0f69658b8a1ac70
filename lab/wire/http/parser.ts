import { grouped } from '../../text/count.ts';
import type { Direction } from '../direction.ts';
import { concat, latin1 } from '../bytes.ts';
import { append, toArray, type Chain } from '../chain.ts';
import { copyOf, newDraft, readStart, toMessage, withContent, type Draft } from './draft.ts';
import { planBody } from './framing.ts';
import { couldStart, readHeader, START_PEEK } from './head.ts';
import { chunkSize } from './numbers.ts';
import { HTTP_LIMITS, type Header, type HttpMessage, type HttpReading, type Opaque } from './message.ts';

/** What the other direction tells: the methods of its requests, in order, for the responses that answer them. */
export interface HttpContext {
  readonly methods?: readonly string[];
  /** The same, by the number of the request from 0. */
  readonly methodOf?: (request: number) => string | undefined;
  /** Whether bodies keep their bytes; else a body says only where they lie. Ordinarily they do. */
  readonly content?: boolean;
}

/** What comes next on the wire. `left` is in bytes. */
type Phase =
  | { readonly at: 'start' | 'headers' | 'chunk-size' | 'chunk-end' | 'trailers' | 'opaque' }
  | { readonly at: 'content' | 'chunk'; readonly left: number };

/**
 * How far one direction of a connection has been read. Never changed in place: an earlier state stays
 * good, so a reducer may keep it. Holds views of the bytes it was fed, which must not be overwritten.
 */
export interface HttpState {
  readonly direction: Direction;
  /** The stream offset of the next byte. */
  readonly position: number;
  readonly phase: Phase;
  /** The pieces of a line whose end has not come, and their length. */
  readonly line: Chain<Uint8Array>;
  readonly lineLength: number;
  /** Where the present start line, trailer section or chunk line began; what `HTTP_LIMITS` are held against. */
  readonly section: number;
  readonly draft?: Draft | undefined;
  readonly done: Chain<HttpMessage>;
  /** Messages read to their end, also those that were taken out of `done`. */
  readonly count: number;
  /** Final responses read, which is the number of requests answered. */
  readonly answered: number;
  readonly opaque?: Opaque;
  /** Where a tunnel or another protocol begins, if the bank grants what was just asked for: what reads as a request there is one all the same. */
  readonly tunnel?: Opaque | undefined;
}

type Next = { -readonly [K in keyof HttpState]: HttpState[K] };

/** The state before the first byte, which stands at `offset` in its stream. */
export function startHttp(direction: Direction, offset = 0): HttpState {
  return {
    direction,
    position: offset,
    phase: { at: 'start' },
    line: undefined,
    lineLength: 0,
    section: offset,
    done: undefined,
    count: 0,
    answered: 0,
  };
}

/** The state after these bytes, which follow the last ones. How a stream is cut into pieces changes nothing. Never throws. */
export function feedHttp(state: HttpState, bytes: Uint8Array, context: HttpContext = {}): HttpState {
  const next: Next = { ...state };
  if (next.draft !== undefined) next.draft = copyOf(next.draft);
  const end = state.position + bytes.length;
  // A plain view, because cutting a Buffer costs several times as much.
  const view = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rest = (): Uint8Array => view.subarray(next.position - state.position);
  while (next.position < end && next.phase.at !== 'opaque') {
    if ('left' in next.phase) takeContent(next, next.phase, rest(), context);
    else takeLinePart(next, rest(), context);
  }
  next.position = end;
  return next;
}

/** The state once the stream has ended: a body that runs until then is complete. */
export function endHttp(state: HttpState): HttpState {
  const next: Next = { ...state };
  if (next.phase.at === 'content' && next.phase.left === Infinity) finish(next, true);
  return next;
}

/** The messages read so far, the last one perhaps incomplete. */
export function httpReading(state: HttpState): HttpReading {
  const messages = toArray(state.done);
  if (state.draft !== undefined) messages.push(toMessage(state.draft, state.position, false));
  const opaque = state.opaque ?? state.tunnel;
  return opaque === undefined ? { messages } : { messages, opaque };
}

/** The messages that have come to their end since the last time, and the state without them. */
export function takeMessages(state: HttpState): readonly [HttpState, readonly HttpMessage[]] {
  return state.done === undefined ? [state, []] : [{ ...state, done: undefined }, toArray(state.done)];
}

/** Reads one direction of a connection at once. `offset` is where its first byte stands, `ended` whether all of it came. */
export function decodeHttp(
  direction: Direction,
  bytes: Uint8Array,
  context: HttpContext & { readonly offset?: number; readonly ended?: boolean } = {},
): HttpReading {
  const state = feedHttp(startHttp(direction, context.offset), bytes, context);
  return httpReading(context.ended === true ? endHttp(state) : state);
}

/** Whether a stream that begins with these bytes reads as HTTP/1.x, from either side. */
export function looksLikeHttp(bytes: Uint8Array): boolean {
  return (['to-bank', 'to-victim'] as const).some((direction) => {
    const state = feedHttp(startHttp(direction), bytes.subarray(0, HTTP_LIMITS.head));
    return (
      state.done !== undefined ||
      state.draft !== undefined ||
      (state.lineLength > 0 && state.opaque === undefined)
    );
  });
}

/** Takes content of the present body: to its end, or all there is. */
function takeContent(
  next: Next,
  phase: Extract<Phase, { left: number }>,
  rest: Uint8Array,
  context: HttpContext,
): void {
  const bytes = rest.subarray(0, phase.left);
  const { draft } = next;
  if (draft !== undefined) next.draft = withContent(draft, next.position, bytes, context.content !== false);
  next.position += bytes.length;
  const left = phase.left - bytes.length;
  if (left > 0) next.phase = { at: phase.at, left };
  else if (phase.at === 'chunk') expectLine(next, 'chunk-end');
  else finish(next, true);
}

/** Takes bytes of a line up to its line feed, or all there is. */
function takeLinePart(next: Next, rest: Uint8Array, context: HttpContext): void {
  const lineFeed = rest.indexOf(0x0a);
  const part = lineFeed === -1 ? rest : rest.subarray(0, lineFeed + 1);
  const seen = next.lineLength;
  next.line = append(next.line, part);
  next.lineLength += part.length;
  next.position += part.length;

  const chunkLine = next.phase.at === 'chunk-size' || next.phase.at === 'chunk-end';
  const limit = chunkLine ? HTTP_LIMITS.chunkLine : HTTP_LIMITS.head;
  const offset = next.position - next.lineLength;
  // A line that cannot be a start line is told by its first bytes, however late its end comes.
  const peek = (): Uint8Array =>
    concat(toArray(next.line)).subarray(0, next.lineLength - (lineFeed === -1 ? 0 : 1));
  if (next.phase.at === 'start' && seen < START_PEEK && !couldStart(next.direction, peek())) {
    return loseStart(next, offset);
  }
  if (next.position - next.section > limit) {
    const what = chunkLine ? 'a chunk line' : 'a head';
    return lose(next, offset, { why: 'limit', text: `${what} of more than ${grouped(limit)} bytes` });
  }
  if (lineFeed === -1) return;
  const line = next.line?.size === 1 ? part : concat(toArray(next.line));
  next.line = undefined;
  next.lineLength = 0;
  takeLine(next, offset, line, context);
}

/** Takes one whole line, which ends in a line feed and began at `offset`. */
function takeLine(next: Next, offset: number, line: Uint8Array, context: HttpContext): void {
  const bare = line.at(-2) !== 0x0d;
  const text = latin1(line.subarray(0, bare ? -1 : -2));
  if (next.phase.at === 'start') takeStart(next, offset, text);
  const { draft } = next;
  if (draft === undefined) return;
  const note = (problem: string): void => void draft.problems.add(problem);
  if (bare) note('a line that ends in a bare line feed');

  switch (next.phase.at) {
    case 'start':
      next.phase = { at: 'headers' };
      return;
    case 'headers':
      if (text === '') return beginBody(next, draft, context);
      return takeHeader(next, offset, text, draft.headers);
    case 'trailers':
      if (text === '') return finish(next, true);
      return takeHeader(next, offset, text, draft.trailers);
    case 'chunk-size':
      return takeChunkSize(next, draft, offset, text);
    case 'chunk-end':
      if (text !== '')
        return lose(next, offset, { why: 'framing-lost', text: 'a chunk longer than its size says' });
      return expectLine(next, 'chunk-size');
    case 'content':
    case 'chunk':
    case 'opaque':
  }
}

function takeStart(next: Next, offset: number, text: string): void {
  const problems = new Set<string>();
  const note = (problem: string): void => void problems.add(problem);
  if (text === '') {
    // RFC 9112, 2.2: empty lines before a message are passed over.
    next.section = next.position;
    return;
  }
  if (next.count >= HTTP_LIMITS.messages) {
    return lose(next, offset, { why: 'limit', text: `more than ${grouped(HTTP_LIMITS.messages)} messages` });
  }
  const started = readStart(next.direction, text, offset, note);
  if (started === undefined) return loseStart(next, offset);
  next.tunnel = undefined;
  next.draft = newDraft(started, problems, next.position);
}

function takeHeader(next: Next, offset: number, text: string, headers: Header[]): void {
  if (headers.length >= HTTP_LIMITS.headers) {
    return lose(next, offset, { why: 'limit', text: `more than ${HTTP_LIMITS.headers} headers` });
  }
  readHeader(text, offset, headers, (problem) => next.draft?.problems.add(problem));
}

function beginBody(next: Next, draft: Draft, context: HttpContext): void {
  const { started, headers, problems } = draft;
  const method =
    started.kind === 'request'
      ? started.start.method
      : (context.methodOf?.(next.answered) ?? context.methods?.[next.answered]);
  const plan = planBody({ ...started, headers, method }, (problem) => problems.add(problem));
  next.draft = { ...draft, plan, bodyOffset: next.position };
  const { opaque, framing, length } = plan;
  if (opaque !== undefined && opaque.why !== 'framing-lost' && started.kind === 'request') {
    // Asked for is not granted yet: where the bank refuses, the next request follows.
    finish(next, true);
    next.tunnel = { offset: next.position, ...opaque };
  } else if (opaque !== undefined) {
    finish(next, opaque.why !== 'framing-lost');
    stop(next, { offset: next.position, ...opaque });
  } else if (framing === 'chunked') expectLine(next, 'chunk-size');
  else if (framing === 'until-close') next.phase = { at: 'content', left: Infinity };
  else if (length > 0) next.phase = { at: 'content', left: length };
  else finish(next, true);
}

function takeChunkSize(next: Next, draft: Draft, offset: number, text: string): void {
  const left = chunkSize(text);
  if (typeof left === 'string') return lose(next, offset, { why: 'framing-lost', text: left });
  if (draft.chunks >= HTTP_LIMITS.chunks) {
    return lose(next, offset, { why: 'limit', text: `more than ${grouped(HTTP_LIMITS.chunks)} chunks` });
  }
  next.draft = { ...draft, chunks: draft.chunks + 1 };
  if (left > 0) next.phase = { at: 'chunk', left };
  else expectLine(next, 'trailers');
}

function expectLine(next: Next, at: 'chunk-size' | 'chunk-end' | 'trailers' | 'start'): void {
  next.phase = { at };
  next.section = next.position;
}

/** Ends the present message here. */
function finish(next: Next, complete: boolean): void {
  const { draft } = next;
  if (draft === undefined) return;
  next.done = append(next.done, toMessage(draft, next.position, complete));
  next.count += 1;
  next.draft = undefined;
  // Interim responses (1xx but for 101) come before the one that answers the request.
  const { started } = draft;
  if (started.kind === 'response' && started.start.status >= 200) next.answered += 1;
  expectLine(next, 'start');
}

/** Gives up at `offset`, where a message should have begun. */
function loseStart(next: Next, offset: number): void {
  const { offset: _begins, ...opaque } = next.tunnel ?? {
    offset,
    why: 'not-http' as const,
    text: 'not HTTP/1.x',
  };
  lose(next, offset, opaque);
}

/** Gives up at `offset`, inside the present message where there is one. */
function lose(next: Next, offset: number, opaque: Omit<Opaque, 'offset'>): void {
  next.draft?.problems.add(opaque.text);
  next.position = offset;
  finish(next, false);
  stop(next, { offset, ...opaque });
}

function stop(next: Next, opaque: Opaque): void {
  next.phase = { at: 'opaque' };
  next.opaque = opaque;
  next.line = undefined;
  next.lineLength = 0;
}
