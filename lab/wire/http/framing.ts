import { lengthDigits, lengthIn } from './numbers.ts';
import type { Opaque } from './message.ts';
import { headerItems, type Framing, type Header, type RequestLine, type StatusLine } from './message.ts';

/** How a body ends, or why nothing after the head can be read as HTTP. `length` is in bytes, for `length` framing. */
export interface BodyPlan {
  readonly framing: Framing;
  readonly length: number;
  readonly codings: readonly string[];
  readonly opaque?: Omit<Opaque, 'offset'>;
}

/** What a message's first lines say of its kind; `method` is the request's, also for a response, where it is known. */
export type MessageHead = {
  readonly headers: readonly Header[];
  readonly method: string | undefined;
} & (
  | { readonly kind: 'request'; readonly start: RequestLine }
  | { readonly kind: 'response'; readonly start: StatusLine }
);

/** Decides how the body ends (RFC 9112, 6.3, in its order of rules), and notes what parsers could disagree on. */
export function planBody(head: MessageHead, note: (problem: string) => void): BodyPlan {
  const transfer = headerItems(head.headers, 'transfer-encoding').map((item) => item.toLowerCase());
  const lengths = headerItems(head.headers, 'content-length');
  const content = headerItems(head.headers, 'content-encoding').map((item) => item.toLowerCase());
  const codings = [...content, ...transfer.filter((coding) => coding !== 'chunked')].filter(
    (c) => c !== 'identity',
  );
  const none: BodyPlan = { framing: 'none', length: 0, codings };

  const noBody = withoutBody(head, none);
  if (noBody !== undefined) return noBody;
  const lost = (text: string): BodyPlan => {
    note(text);
    return { ...none, opaque: { why: 'framing-lost', text } };
  };

  if (transfer.length > 0) {
    if (lengths.length > 0) note('both Content-Length and Transfer-Encoding: a request-smuggling risk');
    if (head.start.version === '1.0') note('Transfer-Encoding in HTTP/1.0: a request-smuggling risk');
    if (transfer.indexOf('chunked') !== transfer.lastIndexOf('chunked')) note('chunked more than once');
    if (transfer.at(-1) === 'chunked') return { framing: 'chunked', length: 0, codings };
    if (head.kind === 'request')
      return lost('a Transfer-Encoding that does not end in chunked: a request-smuggling risk');
    note('a Transfer-Encoding that does not end in chunked');
    return { framing: 'until-close', length: 0, codings };
  }
  if (named(head.headers, 'transfer-encoding').length > 0)
    note('an empty Transfer-Encoding: a request-smuggling risk');
  // An empty item is no number either: other parsers take it for 0, or refuse it.
  if (named(head.headers, 'content-length').some(({ value }) => /^$|^,|,[ \t]*,|,$/.test(value)))
    return lost('a Content-Length that is not a number');
  const [first, ...others] = lengths;
  if (first !== undefined) {
    const digits = lengthDigits(first);
    if (others.some((other) => (lengthDigits(other) ?? other) !== (digits ?? first)))
      return lost('several different Content-Length values: a request-smuggling risk');
    if (others.length > 0) note('Content-Length more than once');
    if (digits === undefined) return lost('a Content-Length that is not a number');
    return { framing: 'length', length: lengthIn(digits), codings };
  }
  return head.kind === 'request' ? none : { framing: 'until-close', length: 0, codings };
}

const named = (headers: readonly Header[], name: string): readonly Header[] =>
  headers.filter((header) => header.name.toLowerCase() === name);

/** The messages that have no body whatever their headers say. */
function withoutBody(head: MessageHead, none: BodyPlan): BodyPlan | undefined {
  if (head.kind === 'request') {
    if (head.method === 'CONNECT')
      return { ...none, opaque: { why: 'tunnel', text: 'a tunnel, asked for by CONNECT' } };
    const asked = asksForWebSocket(head);
    return asked ? { ...none, opaque: { why: 'upgraded', text: ASKED, upgrade: WEBSOCKET } } : undefined;
  }
  const { status } = head.start;
  if (status === 101) {
    const [upgrade] = headerItems(head.headers, 'upgrade').map((item) => item.toLowerCase());
    const opaque = { why: 'upgraded', text: 'another protocol, after 101' } as const;
    return { ...none, opaque: { ...opaque, ...(upgrade !== undefined && { upgrade }) } };
  }
  if (head.method === 'CONNECT' && status >= 200 && status < 300) {
    return { ...none, opaque: { why: 'tunnel', text: 'a tunnel, opened by CONNECT' } };
  }
  return head.method === 'HEAD' || status < 200 || status === 204 || status === 304 ? none : undefined;
}

/** The token of the WebSocket Protocol (RFC 6455, section 11.2). */
const WEBSOCKET = 'websocket';
const ASKED = 'another protocol, asked for by Upgrade';

/** Whether a request is the client's opening handshake of a WebSocket, which has no body (RFC 6455, section 4.1). */
function asksForWebSocket({ headers, method }: MessageHead): boolean {
  const says = (name: string, token: string): boolean =>
    headerItems(headers, name).some((item) => item.toLowerCase() === token);
  return (
    method === 'GET' &&
    says('upgrade', WEBSOCKET) &&
    says('connection', 'upgrade') &&
    named(headers, 'content-length').length + named(headers, 'transfer-encoding').length === 0
  );
}
