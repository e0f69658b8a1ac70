import type { ExchangeMade, LaneId, PageShown } from '../../lab/facts.ts';
import type { Fact, SessionOpened } from '../session/facts.ts';
import { harRequest, harResponse } from './har-message.ts';
import type { HarEntry, HarPage, HarTimings } from './har-types.ts';

/** The last moment that ISO 8601 says with a year of four digits, in ms since 1970. */
const LATEST = 253_402_300_799_999;

type Made = ExchangeMade & Fact;
type Shown = PageShown & Fact;

/** A page of one lane, and the moment (ms since the session began) when its first request went out. */
interface PageLoad {
  readonly id: string;
  readonly began: number;
  readonly shown: Shown;
}

interface Exchange {
  readonly began: number;
  readonly fact: Made;
  pageref?: string;
}

/**
 * What the victims requested and got, as an HTTP Archive 1.2 in pieces of JSON: entries by the time
 * they began, each with the page of its lane that it led to.
 */
export function* toHar(facts: Iterable<Fact>): Generator<string> {
  const { opened, exchanges, pages } = loads(facts);
  const zero = Date.parse(opened?.time ?? '') || 0;
  const log = {
    version: '1.2',
    creator: { name: 'Plainsight', version: opened?.version ?? '' },
    pages: pages.map((page) => harPage(page, zero)),
    ...(opened !== undefined && {
      comment: `${opened.title}, scenario ${opened.scenario}, seed ${opened.seed}`,
    }),
  };
  yield `{"log":${JSON.stringify(log).slice(0, -1)},"entries":[`;
  let before = '\n';
  for (const exchange of exchanges.toSorted((a, b) => a.began - b.began)) {
    yield `${before}${JSON.stringify(harEntry(exchange, zero))}`;
    before = ',\n';
  }
  yield '\n]}}\n';
}

/** Finds the exchanges, and which of them belong to which page: those of its lane since the page before. */
function loads(facts: Iterable<Fact>): {
  readonly opened: SessionOpened | undefined;
  readonly exchanges: readonly Exchange[];
  readonly pages: readonly PageLoad[];
} {
  let opened: SessionOpened | undefined;
  const exchanges: Exchange[] = [];
  const pages: PageLoad[] = [];
  const loading = new Map<LaneId, Exchange[]>();
  for (const fact of facts) {
    if (fact.type === 'session-opened') opened ??= fact;
    if (fact.type === 'exchange-made') {
      const exchange = { began: fact.at - Math.max(0, fact.took), fact };
      exchanges.push(exchange);
      const inLane = loading.get(fact.lane);
      if (inLane === undefined) loading.set(fact.lane, [exchange]);
      else inLane.push(exchange);
    }
    if (fact.type === 'page-shown') {
      const id = `page_${pages.length + 1}`;
      const of = loading.get(fact.lane) ?? [];
      for (const exchange of of) exchange.pageref = id;
      pages.push({ id, began: of[0]?.began ?? fact.at, shown: fact });
      loading.delete(fact.lane);
    }
  }
  return { opened, exchanges, pages };
}

function harPage({ id, began, shown }: PageLoad, zero: number): HarPage {
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

function harEntry({ began, fact, pageref }: Exchange, zero: number): HarEntry {
  const timings = harTimings(fact);
  return {
    ...(pageref !== undefined && { pageref }),
    startedDateTime: dateTime(zero + began),
    time: rounded(timings.wait + timings.receive),
    request: harRequest(fact.request),
    response: harResponse(fact.response),
    cache: {},
    timings,
    _lane: fact.lane,
    ...(fact.tls !== undefined && { _tls: fact.tls }),
  };
}

function harTimings({ waited, took }: ExchangeMade): HarTimings {
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
