import { X509Certificate } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

import { LIMITS } from '../../../limits.ts';
import { chainShown } from '../chain.ts';
import { BrowserRefused } from '../conversation.ts';
import type { Conversation } from '../conversation.ts';
import type { StartOptions } from '../controls.ts';
import type { OutcomeOf } from '../door-errors.ts';
import { at, listAt, numberAt, parsed, textAt } from '../json.ts';
import type { Json } from '../json.ts';
import { PAGE_SCRIPT } from '../page-script.ts';
import { firefoxBar } from './address-bar.ts';
import {
  ACCEPT_RISK,
  FOLLOW_ERRORS,
  goTo,
  importIdentity,
  isKnownToWantHttps,
  KEEP_TLS,
  SHOWN_BAR,
  SHOWN_ERROR,
  STANDS,
  STOP,
  tlsOf,
  trustInFirefox,
  UNMARK,
  wantsHttps,
} from './chrome-script.ts';
import { firefoxExchange } from './exchanges.ts';
import { Navigations } from './navigations.ts';
import type { Turn } from './navigations.ts';

/** The lab's own world in a page, and how its script tells something there. */
const WORLD = 'plainsight';

/** How its window tells of error pages. */
const ERRORS = 'plainsight-errors';

/** How often is looked whether an error page stands, how long an answer is waited for, and how long all of it, in ms. */
const ROUND = 20;
const UNANSWERED = 1_000;
const STANDING = 5_000;

/** What Firefox tells unasked. */
const EVENTS = [
  'network.beforeRequestSent',
  'network.responseCompleted',
  'network.fetchError',
  'browsingContext.contextCreated',
  'browsingContext.contextDestroyed',
  'browsingContext.load',
  'browsingContext.navigationStarted',
  'script.message',
];

/** As Firefox numbers versions of TLS. */
const TLS_VERSIONS: Readonly<Record<number, string>> = {
  1: 'TLSv1',
  2: 'TLSv1.1',
  3: 'TLSv1.2',
  4: 'TLSv1.3',
};

/** A PKCS #12 file with a client certificate and its key, and what opens it. */
export interface Identity {
  readonly path: string;
  readonly password: string;
}

/** A window of Firefox's: hears what it tells, and tells the lab what a person would see in its tab in front. */
export class FirefoxWindow {
  readonly #options: StartOptions;
  readonly #outcome: OutcomeOf;
  readonly #navigations = new Navigations();
  /** What must be told before the page that it led to. */
  readonly #telling = new Set<Promise<void>>();
  readonly #tabs = new Set<string>();
  /** Faults that a person accepted, by host. */
  readonly #accepted = new Map<string, string>();
  #bidi: Conversation | undefined;
  #chrome = '';
  #front = '';
  #fault = { host: '', code: '' };

  constructor(options: StartOptions, outcome: OutcomeOf) {
    this.#options = options;
    this.#outcome = outcome;
  }

  /** Has Firefox tell what happens in it from now on, and trust what it is to trust. */
  async open(bidi: Conversation, identity?: Identity): Promise<void> {
    this.#bidi = bidi;
    const always = { acceptInsecureCerts: false, unhandledPromptBehavior: { default: 'ignore' } };
    await this.#call('session.new', { capabilities: { alwaysMatch: always } });
    const own = await this.#call('browsingContext.getTree', { 'moz:scope': 'chrome' });
    this.#chrome = textAt(own, 'contexts', 0, 'context');
    const { trusted, preload } = this.#options;
    for (const authority of trusted)
      await this.#inChrome(trustInFirefox(new X509Certificate(authority).raw.toString('base64')));
    if (identity !== undefined) await this.#hold(identity);
    for (const host of preload) await this.#inChrome(wantsHttps(host));
    await this.#inChrome(UNMARK);
    await this.#inChrome(KEEP_TLS);
    await this.#call('script.callFunction', {
      functionDeclaration: FOLLOW_ERRORS,
      arguments: [{ type: 'channel', value: { channel: ERRORS } }],
      target: { context: this.#chrome },
      awaitPromise: false,
    });
    const tree = await this.#call('browsingContext.getTree');
    this.#front = textAt(tree, 'contexts', 0, 'context');
    this.#tabs.add(this.#front);
    await this.#call('session.subscribe', { events: EVENTS });
    await this.#call('script.addPreloadScript', {
      functionDeclaration: PAGE_SCRIPT,
      arguments: [{ type: 'channel', value: { channel: WORLD } }],
      sandbox: WORLD,
    });
    const collecting = { dataTypes: ['request', 'response'], maxEncodedDataSize: LIMITS.body };
    await this.#call('network.addDataCollector', collecting);
  }

  async #hold({ path, password }: Identity): Promise<void> {
    const error = numberAt(await this.#inChrome(importIdentity(path, password)), 'error');
    if (error !== 0) throw new BrowserRefused(`it takes no client certificate (${error})`);
  }

  /** See `Controls`. */
  async navigate(url: string): Promise<boolean> {
    await this.#inChrome(goTo(url));
    return true;
  }

  /** See `Controls`. */
  async evaluate(expression: string): Promise<unknown> {
    const target = { context: this.#front, sandbox: WORLD };
    const answer = await this.#call('script.evaluate', {
      expression: `(async () => JSON.stringify(await (${expression})))()`,
      target,
      awaitPromise: true,
    });
    if (textAt(answer, 'type') === 'exception')
      throw new BrowserRefused(textAt(answer, 'exceptionDetails', 'text'));
    return parsed(`{"it":${textAt(answer, 'result', 'value') || 'null'}}`)['it'];
  }

  /** See `Controls`. */
  async proceed(): Promise<boolean> {
    const done = at(await this.#inside(ACCEPT_RISK), 'done') === true;
    if (done) this.#accepted.set(this.#fault.host, this.#fault.code);
    return done;
  }

  /** See `Controls`. */
  async giveUp(error: string): Promise<void> {
    await this.#inChrome(STOP);
    await this.#tell('', error);
  }

  /** Takes an event. */
  take(method: string, params: Json): void {
    const context = textAt(params, 'context');
    if (method === 'script.message') this.#said(textAt(params, 'channel'), textAt(params, 'data', 'value'));
    else if (method === 'browsingContext.contextCreated') {
      if (textAt(params, 'parent') === '') this.#tabs.add(context);
    } else if (method === 'browsingContext.contextDestroyed') {
      this.#tabs.delete(context);
      if (this.#front === context) this.#front = [...this.#tabs].at(-1) ?? '';
    } else if (this.#tabs.has(context)) this.#ofTab(method, params, context);
  }

  #said(channel: string, text: string): void {
    if (channel === WORLD) this.#options.hears.told(text);
    else if (channel === ERRORS) void this.#atError().catch(() => undefined);
  }

  /** Tells Firefox's own page for an error, once it is there. */
  async #atError(): Promise<void> {
    const until = Date.now() + STANDING;
    while (!(await this.#errorStands()) && Date.now() < until) await wait(ROUND);
    await this.#tell('');
  }

  /** While one page takes another's place, a question about it is refused, or not answered at all. */
  #errorStands(): Promise<boolean> {
    const asked = this.#inside(STANDS).then(
      (answer) => at(answer, 'stands') === true,
      () => false,
    );
    return Promise.race([asked, wait(UNANSWERED, false)]);
  }

  #ofTab(method: string, params: Json, tab: string): void {
    if (method === 'browsingContext.navigationStarted') this.#turn(this.#navigations.begins(params));
    else if (method === 'network.beforeRequestSent') this.#turn(this.#navigations.asks(params));
    else if (method === 'network.fetchError') this.#navigations.failed(params);
    else if (method === 'network.responseCompleted') {
      this.#navigations.answered(params, numberAt(params, 'response', 'status'));
      this.#before(this.#exchanged(params));
    } else if (method === 'browsingContext.load') {
      this.#front = tab;
      void this.#tell(textAt(params, 'navigation')).catch(() => undefined);
    }
  }

  #turn(turn: Turn | undefined): void {
    if (turn !== undefined) this.#before(this.#turned(turn));
  }

  /** Has the next page wait for it. */
  #before(telling: Promise<void>): void {
    const done = telling.catch(() => undefined).finally(() => this.#telling.delete(done));
    this.#telling.add(done);
  }

  #call(method: string, params: Json = {}): Promise<Json> {
    if (this.#bidi === undefined) throw new BrowserRefused('Firefox is not there yet');
    return this.#bidi.call(method, params);
  }

  #inChrome(expression: string): Promise<Json> {
    return this.#asked(expression, this.#chrome);
  }

  /** In the page's own world: Firefox's error pages may do more than others. */
  #inside(expression: string): Promise<Json> {
    return this.#asked(expression, this.#front);
  }

  async #asked(expression: string, context: string): Promise<Json> {
    const answer = await this.#call('script.evaluate', {
      expression,
      target: { context },
      awaitPromise: true,
    });
    if (textAt(answer, 'type') === 'exception')
      throw new BrowserRefused(textAt(answer, 'exceptionDetails', 'text'));
    return parsed(textAt(answer, 'result', 'value'));
  }

  async #turned(turn: Turn): Promise<void> {
    const { hears, settings, preload } = this.#options;
    if (turn.kind === 'fell-back') {
      hears.fellBack(turn.from, turn.to, turn.error);
      return;
    }
    const { known } = await this.#inChrome(isKnownToWantHttps(turn.to));
    const asked = preload.length > 0 ? 'preload' : 'hsts';
    hears.upgraded(
      turn.from,
      turn.to,
      known === true || settings.browses === 'as-typed' ? asked : settings.browses,
    );
  }

  async #exchanged(params: Json): Promise<void> {
    const request = textAt(params, 'request', 'request');
    const url = textAt(params, 'request', 'url');
    if (!/^https?:/.test(url)) return;
    const bodyOf = async (dataType: string): Promise<Uint8Array> => {
      const got = await this.#call('network.getData', { dataType, request }).catch(() => ({}));
      const encoding = textAt(got, 'bytes', 'type') === 'base64' ? 'base64' : 'utf8';
      return Buffer.from(textAt(got, 'bytes', 'value'), encoding);
    };
    const [sent, came, tls] = await Promise.all([
      bodyOf('request'),
      bodyOf('response'),
      this.#inChrome(tlsOf(url)),
    ]);
    const version = TLS_VERSIONS[numberAt(tls, 'version')] ?? '';
    const seen = firefoxExchange(
      params,
      { request: sent, response: came },
      url.startsWith('https:') ? version : '',
    );
    if (seen !== undefined) this.#options.hears.exchange(seen);
  }

  /** Tells the page that is shown now. */
  async #tell(navigation: string, gaveUp?: string): Promise<void> {
    await Promise.all(this.#telling);
    const bar = await this.#inChrome(SHOWN_BAR);
    const url = textAt(bar, 'url');
    if (url === '' || url.startsWith('about:blank')) return;
    const own = textAt(bar, 'document').startsWith('about:');
    const [described, failed] = await Promise.all([
      this.evaluate('plainsight.describe()').catch(() => ({})),
      own ? this.#inside(SHOWN_ERROR).catch(() => ({})) : {},
    ]);
    const { status, error } = this.#navigations.outcome(navigation);
    const host = URL.parse(url)?.hostname ?? '';
    const code = textAt(failed, 'code') || error;
    const shown = firefoxBar({
      url,
      document: textAt(bar, 'document'),
      secure: at(bar, 'secure') === true,
      ...(own && { code: code ?? '' }),
      ...(at(bar, 'overridden') === true && { accepted: this.#accepted.get(host) ?? '' }),
      ...(gaveUp !== undefined && { gaveUp }),
      outcome: this.#outcome,
    });
    if (own && shown.security === 'certificate-error') this.#fault = { host, code: code ?? '' };
    const chain = [listAt(failed, 'chain'), listAt(bar, 'chain'), [textAt(bar, 'certificate')]]
      .map((each) => each.map(String).filter((certificate) => certificate !== ''))
      .find((each) => each.length > 0);
    const { hears } = this.#options;
    const fault = shown.security === 'certificate-error' ? shown.error : undefined;
    const certificate = chainShown(host, chain ?? [], fault);
    if (certificate !== undefined && url.startsWith('https:')) hears.certificate(certificate, chain ?? []);
    hears.shown({
      url,
      status: own || gaveUp !== undefined ? 0 : status,
      title: textAt(described, 'title'),
      text: textAt(described, 'text'),
      forms: own ? [] : listAt(described, 'forms').map(String),
      ...shown,
    });
  }
}
