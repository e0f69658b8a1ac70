import type { Leaf } from '../certificates/leaf-content.ts';
import type { Emit, LaneId, RequestRead } from '../facts/facts.ts';
import { LIMITS } from '../limits.ts';
import { Patience } from '../patience.ts';
import type { VictimSettings } from '../settings.ts';
import { Chat } from './chat.ts';
import { addressBar, errorPage, HTTPS_ONLY } from './address-bar.ts';
import { asHttp, checkAddress, withoutFragment } from './addresses.ts';
import { CertificateRefused, Connections, type ConnectionOptions, type Resolve } from './connections.ts';
import { headerValue, headerValues, isHtml, isPlainText, textOf } from './content.ts';
import { Cookies } from './cookies.ts';
import { sameSiteContext } from './same-site.ts';
import { folded } from './dom.ts';
import { exchange } from './exchange.ts';
import type { Exchange } from './made.ts';
import { fillForm } from './forms/fill.ts';
import { findForm, formLabel } from './forms/forms.ts';
import { findLink, noLink } from './links.ts';
import { submission } from './forms/submission.ts';
import { requestHeaders } from './headers.ts';
import { Hsts } from './hsts.ts';
import { HttpsModes, meansNoHttps, secured, type Upgrade } from './https-modes.ts';
import { redirected, type Step } from './navigation.ts';
import { plainPage, readPage, type Page } from './page.ts';
import { refreshTarget } from './refresh.ts';
import { NetError } from './chromium-errors.ts';

/** What a victim's browser needs of the lab. */
export interface BrowserOptions {
  readonly lane: LaneId;
  readonly settings: VictimSettings;
  /** The lane's first URL: relative visits are resolved against it. */
  readonly home: string;
  readonly resolve: Resolve;
  /** Told of each socket before it connects: it is the victim's. */
  readonly onSocket?: ConnectionOptions['onSocket'];
  /** PEM roots: the only trust store, never the system's. */
  readonly trusted: readonly string[];
  /** What the victim shows to a server that asks for a client certificate. */
  readonly clientCertificate?: Leaf;
  /** Names on the browser's HSTS preload list. */
  readonly preload?: readonly string[];
  /** The browser's clock, in ms since the epoch: the system's, where none is given. */
  readonly now?: () => number;
  /** Whose clocks stand still while the attacker holds something of hers. */
  readonly patience?: Patience;
  readonly emit: Emit;
  /** Bounds that differ from the lab's own; times in ms, sizes in bytes. */
  readonly limits?: Partial<BrowserLimits>;
}

/** See `LIMITS`. */
export type BrowserLimits = Readonly<Record<'request' | 'upgrade' | 'redirects' | 'body' | 'kept', number>>;

/** What a person does with a browser. Nothing that goes wrong on the wire throws: it is a fact. */
export interface Browser {
  /** Types an address: absolute, or relative to the lane's first. Resolves when a page, or an error's, is shown. */
  visit(url: string): Promise<void>;
  /** Fills a form of the page that is shown, found by its id or else its name, and sends it. */
  submit(form: string, values: Readonly<Record<string, string>>): Promise<void>;
  /** Follows the first link of the page that is shown whose text this is, white space folded. */
  click(link: string): Promise<void>;
  /** Says a text to whoever answers in the chat of the page that is shown. Resolves with the answer, or when none comes. */
  chat(text: string): Promise<void>;
  /** Lets go of the connections that wait for a next request: it opens its own. */
  reconnect(): void;
  /** Stops what is running, shows nothing more and ends every connection. */
  close(): Promise<void>;
}

/** Opens a browser, which has no page yet. Throws for a root that is not PEM. */
export function openBrowser(options: BrowserOptions): Browser {
  return new VictimBrowser(options);
}

/** A request about to be made, and the upgrade that it is still part of. */
interface Going {
  readonly step: Step;
  readonly upgrade: Upgrade | undefined;
}

class VictimBrowser implements Browser {
  readonly #options: BrowserOptions;
  readonly #limits: BrowserLimits;
  readonly #patience: Patience;
  readonly #connections: Connections;
  readonly #cookies: Cookies;
  readonly #hsts: Hsts;
  readonly #modes: HttpsModes;
  #page: Page | undefined;
  #chat: Chat | undefined;
  #navigation = new AbortController();
  #closed = false;

  constructor(options: BrowserOptions) {
    const { lane, emit, resolve, onSocket, trusted, clientCertificate } = options;
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    const patience = options.patience ?? new Patience();
    this.#patience = patience;
    this.#connections = new Connections({
      kept: this.#limits.kept,
      resolve,
      ...(onSocket && { onSocket }),
      trusted,
      ...(clientCertificate && { clientCertificate }),
      http2: options.settings.http2,
      oldTls: options.settings.tls === '1.0',
      onAgreed: (agreed) => emit({ type: 'protocol-agreed', lane, ...agreed }),
      onCertificate: (certificate) => {
        if (!this.#closed) emit({ type: 'certificate-shown', lane, ...certificate });
      },
      onSecret: (line) => emit({ type: 'tls-secret-logged', lane, line }),
    });
    this.#cookies = new Cookies(options.now);
    this.#hsts = new Hsts(options.preload, options.now);
    this.#modes = new HttpsModes(options.settings.browses, this.#limits.upgrade, () => patience.time);
  }

  async visit(url: string): Promise<void> {
    const target = URL.parse(url, this.#options.home);
    if (target === null) this.#fail(url, new NetError('ERR_INVALID_URL'));
    else await this.#navigate({ url: target, method: 'GET' });
  }

  async submit(form: string, values: Readonly<Record<string, string>>): Promise<void> {
    if (this.#closed) return;
    const { emit, lane } = this.#options;
    const page = this.#page;
    const found = findForm(page?.forms ?? [], form);
    const filling = found === undefined ? { reason: whyNot(page, form) } : fillForm(found, values);
    if (page === undefined || found === undefined || 'reason' in filling) {
      const reason = 'reason' in filling ? filling.reason : whyNot(page, form);
      emit({ type: 'form-not-sent', lane, form, reason });
      return;
    }
    emit({ type: 'form-filled', lane, form, fields: filling.fields });
    await this.#navigate(submission(filling, new URL(page.url)));
  }

  async click(link: string): Promise<void> {
    if (this.#closed) return;
    const { emit, lane } = this.#options;
    const page = this.#page;
    const found = findLink(page?.links ?? [], link);
    if (page === undefined || found === undefined) {
      emit({ type: 'link-not-followed', lane, link, reason: noLink(page, link) });
      return;
    }
    await this.#navigate({ url: new URL(found.url), method: 'GET', initiator: new URL(page.url) });
  }

  async chat(text: string): Promise<void> {
    if (this.#closed) return;
    const { emit, lane } = this.#options;
    const { chat: url, url: at } = this.#page ?? {};
    if (url === undefined || at === undefined) {
      const reason = this.#page === undefined ? 'no page is shown' : 'the page has no chat';
      emit({ type: 'chat-not-said', lane, text, reason });
      return;
    }
    const { signal: left } = this.#navigation;
    const late = new AbortController();
    const inTime = this.#patience.after(this.#limits.request, () => late.abort());
    const signal = AbortSignal.any([left, late.signal]);
    try {
      this.#chat =
        this.#chat?.open === true ? this.#chat : await this.#openChat(new URL(url), new URL(at), signal);
    } catch (error) {
      inTime();
      if (left.aborted) return;
      if (!(error instanceof NetError)) throw error;
      emit({ type: 'chat-not-said', lane, text, reason: error.code });
      return;
    }
    emit({ type: 'chat-said', lane, url, text });
    const answer = await this.#chat.say(text, signal).finally(inTime);
    if (answer !== undefined) emit({ type: 'chat-answered', lane, url, text: answer });
  }

  #openChat(url: URL, page: URL, signal: AbortSignal): Promise<Chat> {
    const asked = asHttp(url);
    const cookie = this.#cookies.header(asked, sameSiteContext(asked, page, 'GET'));
    return Chat.open({ url, page, cookie, connections: this.#connections, signal });
  }

  reconnect(): void {
    this.#connections.dropIdle();
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#navigation.abort();
    this.#connections.destroy();
    return Promise.resolve();
  }

  /** Follows redirects from `first` to a page. As in any browser, a new navigation ends the one before it. */
  async #navigate(first: Step): Promise<void> {
    if (this.#closed) return;
    this.#chat?.leave();
    this.#chat = undefined;
    this.#navigation.abort();
    this.#navigation = new AbortController();
    const { signal } = this.#navigation;
    let going: Going = { step: first, upgrade: undefined };
    const upgraded = new Set<string>();
    // A redirect, a fall-back and a click on "proceed" each take a turn: whatever servers do, it ends.
    for (let turn = 0; ; turn++) {
      try {
        checkAddress(going.step.url);
        going = this.#aimed(going, upgraded);
        const next = await this.#arrive(going, signal);
        if (next === undefined) return;
        if (turn >= this.#limits.redirects) throw new NetError('ERR_TOO_MANY_REDIRECTS');
        going = { ...going, step: next };
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof NetError)) throw error;
        const again = this.#failed(going, error, turn < this.#limits.redirects);
        if (again === undefined) return;
        going = again;
      }
    }
  }

  /** Turns http into https where the host is known to want it, or else where the browser does. */
  #aimed({ step, upgrade }: Going, upgraded: Set<string>): Going {
    if (step.url.protocol !== 'http:') return { step, upgrade };
    const known = this.#hsts.reason(step.url.hostname);
    const tried = known === undefined ? this.#modes.upgrade(step) : undefined;
    const why = known ?? tried?.mode;
    if (why === undefined) return { step, upgrade };
    const from = step.url.href;
    // https that leads back to http, which leads to https: there is nothing to show over https.
    if (tried !== undefined && upgraded.has(from)) throw new NetError('ERR_TOO_MANY_REDIRECTS');
    upgraded.add(from);
    const aimed = secured(step);
    const { emit, lane } = this.#options;
    emit({ type: 'navigation-upgraded', lane, from, to: aimed.url.href, why });
    return { step: aimed, upgrade: tried ?? upgrade };
  }

  /** Sends the request and shows its page, or gives the redirect to follow. */
  async #arrive({ step, upgrade }: Going, signal: AbortSignal): Promise<Step | undefined> {
    const made = await this.#exchange(step, upgrade, signal);
    const next = redirected(step, made.response.status, headerValues(made.response.headers, 'location'));
    if (next !== undefined) return next;
    if (made.cut) throw new NetError('ERR_INSUFFICIENT_RESOURCES');
    this.#show(step.url.href, made);
    return undefined;
  }

  /** What a person sees of `error`, and where the browser goes from there, if anywhere. */
  #failed({ step, upgrade }: Going, error: NetError, mayProceed: boolean): Going | undefined {
    const { emit, lane, settings } = this.#options;
    if (upgrade !== undefined && meansNoHttps(error)) {
      const to = upgrade.from.url.href;
      if (upgrade.mode === 'https-only') {
        this.#fail(to, new NetError(HTTPS_ONLY));
        return undefined;
      }
      this.#modes.fallBack(upgrade);
      const from = secured(upgrade.from).url.href;
      emit({ type: 'navigation-fell-back', lane, from, to, error: error.code });
      return { step: upgrade.from, upgrade: undefined };
    }
    this.#fail(step.url.href, error);
    // RFC 6797, section 8.4: no way through for a host that asked for https.
    const stops = !settings.clicksThrough || this.#hsts.reason(step.url.hostname) !== undefined;
    if (!(error instanceof CertificateRefused) || stops || !mayProceed) return undefined;
    this.#connections.accept(step.url.hostname, error);
    return { step, upgrade };
  }

  async #exchange(step: Step, upgrade: Upgrade | undefined, signal: AbortSignal): Promise<Exchange> {
    const { emit, lane } = this.#options;
    const left = upgrade === undefined ? Infinity : upgrade.deadline - this.#patience.time;
    const limits = {
      ...this.#limits,
      request: Math.max(1, Math.min(this.#limits.request, left)),
      after: this.#patience.after,
    };
    const made = await exchange(this.#request(step), this.#connections, limits, signal);
    signal.throwIfAborted();
    const { headers } = made.response;
    this.#cookies.store(step.url, headerValues(headers, 'set-cookie'));
    if (made.fault === undefined)
      this.#hsts.note(step.url, headerValue(headers, 'strict-transport-security'));
    const { cut: _, fault: __, ...facts } = made;
    emit({ type: 'exchange-made', lane, ...facts });
    return made;
  }

  #request(step: Step): RequestRead {
    const { url, method, body, initiator, tainted = false } = step;
    const cookie = this.#cookies.header(url, sameSiteContext(initiator, url, method));
    const formLength = body?.length;
    const headers = requestHeaders({ url, method, cookie, formLength, initiator, tainted });
    return { method, url: withoutFragment(url), headers, body: body ?? new Uint8Array() };
  }

  #show(url: string, { response, fault }: Exchange): void {
    const { emit, lane } = this.#options;
    const { text, encoding } = textOf(response, this.#limits.body);
    const page = isHtml(response)
      ? readPage(text, url, encoding)
      : plainPage(isPlainText(response) ? text : '', url);
    this.#page = page;
    emit({
      type: 'page-shown',
      lane,
      url,
      status: response.status,
      title: page.title,
      ...addressBar(url, fault),
      text: folded(`${stays(headerValue(response.headers, 'refresh'), page)}${page.text}`),
      forms: labels(page),
    });
  }

  #fail(url: string, { code }: NetError): void {
    if (this.#closed) return;
    const { emit, lane } = this.#options;
    const shown = errorPage(URL.parse(url)?.hostname ?? url, code);
    this.#page = undefined;
    emit({ type: 'page-shown', lane, url, status: 0, ...shown, ...addressBar(url, code), forms: [] });
  }
}

/** What the person is told of a page that asks the browser to leave it: this one stays where it is, and says so. */
function stays(header: string | undefined, page: Page): string {
  const place = { url: page.url, base: page.url, encoding: 'utf-8' };
  const target = (header === undefined ? undefined : refreshTarget(header, place)) ?? page.refresh;
  return target === undefined ? '' : `This page goes on to ${target} by itself, this browser does not · `;
}

function labels(page: Page): string[] {
  return page.forms.map(formLabel).filter((label) => label !== '');
}

function whyNot(page: Page | undefined, form: string): string {
  if (page === undefined) return 'no page is shown';
  const has = labels(page).slice(0, 20).join(', ');
  return `the page has no form "${form}"${has === '' ? '' : `; it has ${has}`}`;
}
