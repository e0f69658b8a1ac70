import type * as Har from 'har-format';
import type { ExchangeMade, LaneId, PageShown } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { printableJson } from '../../lab/text/printable.ts';
import { harRequest, harResponse } from './har-message.ts';
import type { HarRequest } from './har-message.ts';
import { openingOf } from './opening.ts';

/** The last moment that ISO 8601 says with a year of four digits, in ms since 1970. */
const LATEST = 253_402_300_799_999;

/** Exchanges that wait for one that began earlier and ended later, as those of lanes side by side do. */
const WINDOW = 64;

/** An exchange of a lane; `_lane` and `_tls`, the version where there was TLS, are fields of our own. */
type HarEntry = Omit<Har.Entry, 'request'> & { readonly request: HarRequest };

/** A page of one lane, and the moment (ms since the session began) when its first request went out. */
interface PageLoad {
  readonly id: string;
  readonly began: number;
  readonly shown: PageShown & Fact;
}

/** An exchange, when it began, and the page of its lane that it led to. */
interface Exchange {
  readonly began: number;
  readonly made: ExchangeMade & Fact;
  readonly pageref: string | undefined;
}

/**
 * What the victims requested and got, as an HTTP Archive 1.2 in pieces of JSON. Entries come by the
 * time when they began. Goes through `facts` three times, and holds few of them at once.
 */
export function* toHar(facts: Iterable<Fact>): Generator<string> {
  const opened = openingOf(facts);
  const zero = Date.parse(opened?.time ?? '') || 0;
  const log = {
    version: '1.2',
    creator: { name: 'Plainsight', version: opened?.version ?? '' },
    ...(opened !== undefined && {
      comment: `${opened.title}, scenario ${opened.scenario}, seed ${opened.seed}`,
    }),
  };
  const pages = new Map<LaneId, number>();
  yield `{"log":${printableJson(JSON.stringify(log)).slice(0, -1)},"pages":[`;
  yield* listed(pageLoads(facts, pages), (page) => harPage(page, zero));
  yield '],"entries":[';
  yield* listed(byBeginning(exchanges(facts, pages)), (exchange) => harEntry(exchange, zero));
  yield ']}}\n';
}

function* listed<Item>(items: Iterable<Item>, shape: (item: Item) => object): Generator<string> {
  let before = '\n';
  for (const item of items) {
    yield `${before}${printableJson(JSON.stringify(shape(item)))}`;
    before = ',\n';
  }
  yield '\n';
}

/** The pages in order; `counts` is left holding how many each lane has. */
function* pageLoads(facts: Iterable<Fact>, counts: Map<LaneId, number>): Generator<PageLoad> {
  const loading = new Map<LaneId, number>();
  for (const fact of facts) {
    if (fact.type === 'exchange-made' && !loading.has(fact.lane)) loading.set(fact.lane, beginning(fact));
    if (fact.type !== 'page-shown') continue;
    const { lane } = fact;
    const count = (counts.get(lane) ?? 0) + 1;
    counts.set(lane, count);
    yield { id: pageId(lane, count), began: loading.get(lane) ?? fact.at, shown: fact };
    loading.delete(lane);
  }
}

/** The exchanges as they ended, each with the next page that its lane shows, where there is one. */
function* exchanges(facts: Iterable<Fact>, pages: ReadonlyMap<LaneId, number>): Generator<Exchange> {
  const shown = new Map<LaneId, number>();
  for (const fact of facts) {
    if (fact.type === 'page-shown') shown.set(fact.lane, (shown.get(fact.lane) ?? 0) + 1);
    if (fact.type !== 'exchange-made') continue;
    const next = (shown.get(fact.lane) ?? 0) + 1;
    const pageref = next <= (pages.get(fact.lane) ?? 0) ? pageId(fact.lane, next) : undefined;
    yield { began: beginning(fact), made: fact, pageref };
  }
}

/** Puts what is out of order by less than `WINDOW` into order. */
function* byBeginning(all: Iterable<Exchange>): Generator<Exchange> {
  const waiting: Exchange[] = [];
  for (const exchange of all) {
    const at = waiting.findLastIndex(({ began }) => began <= exchange.began) + 1;
    waiting.splice(at, 0, exchange);
    const first = waiting.length > WINDOW ? waiting.shift() : undefined;
    if (first !== undefined) yield first;
  }
  yield* waiting;
}

function beginning({ at, took }: ExchangeMade & Fact): number {
  return at - Math.max(0, took);
}

function pageId(lane: LaneId, count: number): string {
  return `${lane}_${count}`;
}

function harPage({ id, began, shown }: PageLoad, zero: number): Har.Page {
  const { lane, title, url, error, security, at } = shown;
  return {
    startedDateTime: dateTime(zero + began),
    id,
    title: title === '' ? url : title,
    pageTimings: { onContentLoad: -1, onLoad: rounded(at - began) },
    comment: `${lane}: ${error ?? security}`,
    _lane: lane,
  };
}

function harEntry({ began, made, pageref }: Exchange, zero: number): HarEntry {
  const timings = harTimings(made);
  return {
    ...(pageref !== undefined && { pageref }),
    startedDateTime: dateTime(zero + began),
    time: rounded(timings.wait + timings.receive),
    request: harRequest(made.request, made.protocol),
    response: harResponse(made.response, made.protocol),
    cache: {},
    timings,
    _lane: made.lane,
    ...(made.tls !== undefined && { _tls: made.tls }),
  };
}

/** How long the parts took, in ms; `wait` holds the connecting too, which is not told apart. */
function harTimings({ waited, took }: ExchangeMade): Har.Timings {
  const wait = rounded(waited);
  return { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait, receive: rounded(took - wait) };
}

/** ms rounded to µs, never below 0 and never more than a date holds. */
function rounded(ms: number): number {
  return Number.isFinite(ms) ? Math.round(Math.min(Math.max(ms, 0), LATEST) * 1000) / 1000 : 0;
}

/** ISO 8601 with ms; a moment out of a date's reach becomes the nearest that is not. */
function dateTime(ms: number): string {
  return new Date(Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), LATEST)).toISOString();
}
