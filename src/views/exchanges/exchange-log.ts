import type { Fact } from '../../../lab/facts/session.ts';
import type { FactLog } from '../../../lab/facts/fact-log.ts';
import type {
  ClientParty,
  ConnectionId,
  HeaderList,
  HeldMessage,
  LaneId,
  RequestRead,
} from '../../../lab/facts/facts.ts';
import { requestParts } from '../../../lab/wire/http/edited.ts';
import { formFields } from '../../../lab/wire/http/form-fields.ts';
import { CONTENT } from '../../../lab/wire/tls/names.ts';
import { contentTypeIn } from '../../reading/body.ts';
import type { ExchangeTraits } from './filter.ts';

/** Exchanges that are kept at hand: of more, the latest. */
const KEPT_EXCHANGES = 10_000;

/** One exchange that passed, or a connection of which nothing could be read. */
export interface PassedExchange extends ExchangeTraits {
  readonly lane: LaneId;
  /** Where on the log it is told. */
  readonly index: number;
  /** None of the attacker's own. */
  readonly connection?: ConnectionId;
}

/** Types of facts that are read for every exchange; of segments, the first of each connection. */
const READ: ReadonlySet<string> = new Set<Fact['type']>([
  'connection-opened',
  'connection-closed',
  'exchange-read',
  'tunnel-opened',
  'request-resent',
]);

/** A growing log read for its exchanges. Each fact is read once; bodies stay in the log. */
export class ExchangeLog {
  readonly #facts: FactLog;
  #all: PassedExchange[] = [];
  #read = 0;
  /** Connections that have said nothing yet, and those that began with TLS. */
  readonly #silent = new Set<string>();
  readonly #tls = new Set<string>();

  constructor(facts: FactLog) {
    this.#facts = facts;
  }

  /** The lane's exchanges that were told before `point` (a count of facts), in the order of the log. */
  exchanges(lane: LaneId, point: number): readonly PassedExchange[] {
    for (; this.#read < this.#facts.length; this.#read += 1) {
      const type = this.#facts.typeAt(this.#read) ?? '';
      if (!READ.has(type) && (type !== 'segment-captured' || this.#silent.size === 0)) continue;
      const fact = this.#facts.at(this.#read);
      if (fact !== undefined) this.#take(fact, this.#read);
    }
    return this.#all.filter((each) => each.lane === lane && each.index < point);
  }

  /** A request as it can be sent once more, with its origin; undefined where what passed was sealed. */
  requestOf({
    index,
  }: PassedExchange): { readonly origin: string; readonly before: HeldMessage } | undefined {
    const fact = this.#facts.at(index);
    if (fact?.type === 'request-resent') return { origin: fact.origin, before: fact.after ?? fact.before };
    if (fact?.type !== 'exchange-read') return undefined;
    const { method, url, headers, body } = fact.request;
    const { origin, target } = placeOf(url);
    return { origin, before: { line: `${method} ${target} HTTP/1.1`, headers, body } };
  }

  #take(fact: Fact, index: number): void {
    switch (fact.type) {
      case 'connection-opened':
        this.#silent.add(keyOf(fact));
        return;
      case 'connection-closed':
        this.#silent.delete(keyOf(fact));
        this.#tls.delete(keyOf(fact));
        return;
      case 'segment-captured':
        if (this.#silent.delete(keyOf(fact)) && fact.bytes[0] === CONTENT.handshake)
          this.#tls.add(keyOf(fact));
        return;
      case 'tunnel-opened': {
        const { lane, connection, logical, party } = fact;
        if (!this.#tls.has(keyOf(fact))) return;
        const traits = { ...UNREAD, host: logical.replace(/:\d+$/, ''), from: fromOf(party) };
        this.#add({ lane, index, connection, ...traits });
        return;
      }
      case 'exchange-read': {
        const { lane, connection, request, response, party } = fact;
        const traits = { ...traitsOfRequest(request), status: response.status, sealed: false };
        this.#add({ lane, index, connection, ...traits, from: fromOf(party) });
        return;
      }
      case 'request-resent': {
        const { lane, origin, before, after = before, response } = fact;
        const { method = '', target = '' } = requestParts(after.line) ?? {};
        const { headers, body } = after;
        const traits = traitsOfRequest({ method, url: origin + target, headers, body });
        this.#add({ lane, index, ...traits, status: response.status, sealed: false, from: 'attacker' });
        return;
      }
      default:
    }
  }

  #add(exchange: PassedExchange): void {
    this.#all.push(exchange);
    if (this.#all.length > 2 * KEPT_EXCHANGES) this.#all = this.#all.slice(-KEPT_EXCHANGES);
  }
}

const UNREAD = { method: '', path: '', status: 0, fields: [], sealed: true } as const;

/** What a filter looks at of a request that was read. */
export function traitsOfRequest({
  method,
  url,
  headers,
  body,
}: RequestRead): Pick<ExchangeTraits, 'method' | 'path' | 'host' | 'fields'> {
  const { target, host } = placeOf(url);
  return { method: method.toUpperCase(), path: target, host, fields: fieldNames(target, headers, body) };
}

/** Names of the fields of a request's query, and of its form where it has one. Each once. */
function fieldNames(target: string, headers: HeaderList, body: Uint8Array): readonly string[] {
  const at = target.indexOf('?');
  const query = at === -1 ? [] : formFields(Buffer.from(target.slice(at + 1), 'latin1'));
  const form = isForm(headers) ? formFields(body) : [];
  return [...new Set([...query, ...form].map(({ name }) => name))];
}

/** Whether a message's headers say that its body is a form as it ordinarily travels. */
export function isForm(headers: HeaderList): boolean {
  return /^application\/x-www-form-urlencoded[ \t]*(?:;|$)/i.test(contentTypeIn(headers) ?? '');
}

/** The parts of a URL as it travelled, which need not be one that can be parsed. */
function placeOf(url: string): { readonly origin: string; readonly host: string; readonly target: string } {
  const [, origin = '', host = '', target = url] = /^(https?:\/\/([^/?#]*))(.*)$/is.exec(url) ?? [];
  return { origin, host, target: target === '' ? '/' : target };
}

function fromOf(party: ClientParty | undefined): PassedExchange['from'] {
  return party ?? 'victim';
}

function keyOf({ lane, connection }: { readonly lane: LaneId; readonly connection: ConnectionId }): string {
  return `${connection} ${lane}`;
}
