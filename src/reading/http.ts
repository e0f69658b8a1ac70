import { printable } from '../../lab/text/printable.ts';
import { cutText } from '../../lab/text/readable.ts';
import { couldStart, readRequestLine, readStatusLine } from '../../lab/wire/http/head.ts';
import { withBodyContent } from '../../lab/wire/http/message.ts';
import type { HttpMessage } from '../../lab/wire/http/message.ts';
import { toMessage } from '../../lab/wire/http/draft.ts';
import { endHttp, feedHttp, startHttp, takeMessages } from '../../lab/wire/http/parser.ts';
import type { HttpState } from '../../lab/wire/http/parser.ts';
import { latin1 } from '../../lab/wire/bytes.ts';
import { append } from '../../lab/wire/chain.ts';
import type { Chain } from '../../lab/wire/chain.ts';
import { httpFields } from '../explain/http/message-fields.ts';
import { carriedBody } from './body.ts';
import type { Around, Fed, Protocol, StreamReader, UnitRead } from './protocol.ts';

/** Characters of a request's target in a label. */
const TARGET_LENGTH = 60;

/** HTTP/1.x in clear. RFC 9112. */
export const HTTP: Protocol = {
  id: 'http',
  title: 'HTTP',
  begins: (head, { direction }) => {
    const end = head.indexOf(0x0a);
    if (end === -1) return couldStart(direction, head);
    const line = latin1(head.subarray(0, end)).replace(/\r$/, '');
    if (line === '') return couldStart(direction, head.subarray(end + 1));
    const read = direction === 'to-bank' ? readRequestLine : readStatusLine;
    return read(line, 0, () => undefined) !== undefined;
  },
  start: (direction, offset, past) => {
    const state = startHttp(direction, offset);
    if (!(past instanceof HttpReader)) return new HttpReader(state);
    return new HttpReader({ ...state, answered: past.state.answered }, past);
  },
};

/** A request by its number from 0, and its method. */
interface Asked {
  readonly request: number;
  readonly method: string;
}

/** One direction of HTTP. What the other one has asked tells how its answers end. */
class HttpReader implements StreamReader {
  readonly protocol = HTTP.id;
  readonly state: HttpState;
  /** Requests whose ends have come, and those of them whose answers end otherwise than others. */
  readonly asked: number;
  readonly special: Chain<Asked>;

  constructor(state: HttpState, past?: Pick<HttpReader, 'asked' | 'special'>) {
    this.state = state;
    this.asked = past?.asked ?? 0;
    this.special = past?.special;
  }

  /** The method of a request by its number, where its answer ends otherwise than others (RFC 9112 §6.3). */
  methodOf(request: number): string | undefined {
    const start = this.state.draft?.started;
    if (request === this.asked && start?.kind === 'request') return start.start.method;
    let link = this.special;
    while (link !== undefined && link.last.request > request) link = link.before;
    return link?.last.request === request ? link.last.method : undefined;
  }

  get weight(): number {
    const { lineLength, draft } = this.state;
    return lineLength + (draft === undefined ? 0 : draft.bodyOffset - draft.started.start.offset);
  }

  feed(bytes: Uint8Array, other: StreamReader | undefined): Fed {
    const asker = other instanceof HttpReader ? other : undefined;
    const methodOf = (request: number): string | undefined => asker?.methodOf(request);
    return this.#fed(feedHttp(this.state, bytes, { methodOf, content: false }));
  }

  end(): Fed {
    return this.#fed(endHttp(this.state));
  }

  #fed(fed: HttpState): Fed {
    const [state, done] = takeMessages(fed);
    let { asked, special } = this;
    for (const message of done) {
      if (message.kind !== 'request') continue;
      const { method } = message.start;
      if (method === 'HEAD' || method === 'CONNECT') special = append(special, { request: asked, method });
      asked += 1;
    }
    const reader = new HttpReader(state, { asked, special });
    const { opaque, draft } = state;
    const units = done.map((message) => unitOf(message, () => message));
    if (opaque !== undefined) {
      const again = opaque.why === 'tunnel' || opaque.why === 'upgraded';
      const next = opaque.upgrade === undefined ? {} : { next: opaque.upgrade };
      return { reader, units, lost: { offset: opaque.offset, why: whyLost, again, ...next } };
    }
    if (draft !== undefined) {
      const { started } = draft;
      const so = { ...started, offset: started.start.offset, complete: false };
      const length = state.position - so.offset;
      const sofar = unitOf({ ...so, length }, () => toMessage(draft, state.position, false));
      return { reader, units: [...units, sofar], open: so.offset };
    }
    // A first line that is not whole yet is no message, but its bytes will be the start of one.
    if (state.lineLength === 0) return { reader, units };
    const why = state.tunnel === undefined ? NO_FIRST_LINE : IN_TUNNEL;
    return { reader, units, open: state.position - state.lineLength, waits: () => why };
  }
}

const IN_TUNNEL = 'What follows a request for a tunnel: too few bytes to tell what they are.';
const NO_FIRST_LINE = 'The beginning of a message whose first line is not whole yet.';

function whyLost({ own, other }: Pick<Around, 'own' | 'other'>): string {
  const said = [own, other].map((reader) => (reader instanceof HttpReader ? reader.state.opaque : undefined));
  // What one side says of another protocol holds for both.
  const agreed = said.find((opaque) => opaque?.why === 'upgraded' || opaque?.why === 'tunnel') ?? said[0];
  return `Not read as HTTP from here on: ${agreed?.text ?? 'not HTTP/1.x'}.`;
}

type Seen = Pick<HttpMessage, 'offset' | 'length' | 'complete'> &
  (
    | Pick<Extract<HttpMessage, { kind: 'request' }>, 'kind' | 'start'>
    | Pick<Extract<HttpMessage, { kind: 'response' }>, 'kind' | 'start'>
  );

function unitOf(seen: Seen, message: () => HttpMessage): UnitRead {
  const { offset, length, complete, kind } = seen;
  const name =
    seen.kind === 'request'
      ? `${seen.start.method} ${seen.start.target}`
      : `${seen.start.status} ${seen.start.reason}`.trim();
  return {
    protocol: HTTP.id,
    noun: kind,
    kind: 'message',
    offset,
    length,
    complete,
    sealed: false,
    name: complete ? name : `${name} (not whole)`,
    label: printable(seen.kind === 'request' ? shortened(seen.start.method, seen.start.target) : name),
    http: message,
    carried: (stream, limit) => carriedBody(message(), stream, limit),
    explain: ({ stream }) => httpFields(withBodyContent(message(), stream.offset, stream.bytes)),
  };
}

function shortened(method: string, target: string): string {
  return `${method} ${cutText(target, TARGET_LENGTH)}`;
}
