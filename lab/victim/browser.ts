import type { Emit, FormField, LaneId, RequestRead } from '../facts.ts';
import { LIMITS } from '../limits.ts';
import type { VictimSettings } from '../settings.ts';
import { addressBar, errorPage } from './address-bar.ts';
import { Connections, type Resolve } from './connections.ts';
import { headerValue, headerValues, isHtml, isPlainText, textOf } from './content.ts';
import { Cookies, sameSiteContext } from './cookies.ts';
import { exchange, type Exchange } from './exchange.ts';
import { fillForm, findForm, formLabel, urlEncoded, type PageForm } from './forms.ts';
import { requestHeaders } from './headers.ts';
import { checkScheme, redirected, type Step } from './navigation.ts';
import { plainPage, readPage, type Page } from './page.ts';
import { NetError } from './trust.ts';

/** What a victim's browser needs of the lab. */
export interface BrowserOptions {
  readonly lane: LaneId;
  readonly settings: VictimSettings;
  /** The lane's first URL: relative visits are resolved against it. */
  readonly home: string;
  readonly resolve: Resolve;
  /** PEM roots: the only trust store, never the system's. */
  readonly trusted: readonly string[];
  readonly emit: Emit;
  /** Bounds that differ from the lab's own; times in ms, sizes in bytes. */
  readonly limits?: Partial<BrowserLimits>;
}

/** See `LIMITS`. */
export type BrowserLimits = Readonly<Record<'request' | 'redirects' | 'body', number>>;

/** What a person does with a browser. Nothing that goes wrong on the wire throws: it is a fact. */
export interface Browser {
  /** Types an address: absolute, or relative to the lane's first. Resolves when a page, or an error's, is shown. */
  visit(url: string): Promise<void>;
  /** Fills a form of the page that is shown, found by its id or else its name, and sends it. */
  submit(form: string, values: Readonly<Record<string, string>>): Promise<void>;
  /** Stops what is running, shows nothing more and ends every connection. */
  close(): Promise<void>;
}

/** Opens a browser, which has no page yet. Throws for a root that is not PEM. */
export function openBrowser(options: BrowserOptions): Browser {
  return new VictimBrowser(options);
}

class VictimBrowser implements Browser {
  readonly #options: BrowserOptions;
  readonly #limits: BrowserLimits;
  readonly #connections: Connections;
  readonly #cookies = new Cookies();
  #page: Page | undefined;
  #navigation = new AbortController();
  #closed = false;

  constructor(options: BrowserOptions) {
    const { lane, emit, resolve, trusted } = options;
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#connections = new Connections({
      resolve,
      trusted,
      onSecret: (line) => emit({ type: 'tls-secret-logged', lane, line }),
    });
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
    await this.#navigate(submission(found, filling.fields, new URL(page.url)));
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
    this.#navigation.abort();
    this.#navigation = new AbortController();
    const { signal } = this.#navigation;
    let step = first;
    try {
      checkScheme(step.url);
      for (let redirects = 0; ; redirects++) {
        const made = await this.#exchange(step, signal);
        const next = redirected(step, made.response.status, headerValue(made.response.headers, 'location'));
        if (next === undefined) {
          if (made.cut) throw new NetError('ERR_INSUFFICIENT_RESOURCES');
          this.#show(step.url.href, made);
          return;
        }
        if (redirects >= this.#limits.redirects) throw new NetError('ERR_TOO_MANY_REDIRECTS');
        step = next;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof NetError)) throw error;
      this.#fail(step.url.href, error);
    }
  }

  async #exchange(step: Step, signal: AbortSignal): Promise<Exchange> {
    const { emit, lane } = this.#options;
    const made = await exchange(this.#request(step), this.#connections, this.#limits, signal);
    signal.throwIfAborted();
    this.#cookies.store(step.url, headerValues(made.response.headers, 'set-cookie'));
    const { cut: _, ...facts } = made;
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

  #show(url: string, { response }: Exchange): void {
    const { emit, lane } = this.#options;
    const text = textOf(response, this.#limits.body);
    const page = isHtml(response) ? readPage(text, url) : plainPage(isPlainText(response) ? text : '', url);
    this.#page = page;
    emit({
      type: 'page-shown',
      lane,
      url,
      status: response.status,
      title: page.title,
      ...addressBar(url),
      text: page.text,
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

/** The request that a form makes, whose fields stand in the body or, for GET, in the query. */
function submission(form: PageForm, fields: readonly FormField[], initiator: URL): Step {
  const url = new URL(form.action);
  const encoded = urlEncoded(fields);
  if (form.method === 'POST')
    return { url, method: 'POST', body: new TextEncoder().encode(encoded), initiator };
  url.search = encoded;
  return { url, method: 'GET', initiator };
}

function labels(page: Page): string[] {
  return page.forms.map(formLabel).filter((label) => label !== '');
}

function whyNot(page: Page | undefined, form: string): string {
  if (page === undefined) return 'no page is shown';
  const has = labels(page).slice(0, 20).join(', ');
  return `the page has no form "${form}"${has === '' ? '' : `; it has ${has}`}`;
}

function withoutFragment(url: URL): string {
  return url.hash === '' ? url.href : url.href.slice(0, -url.hash.length);
}
