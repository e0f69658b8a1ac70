import { HTTPS_ONLY } from '../../address-bar.ts';
import { LIMITS } from '../../../limits.ts';
import type { Security } from '../../../facts/facts.ts';
import { chainShown } from '../chain.ts';
import type { Conversation } from '../conversation.ts';
import type { Hears, PageSeen } from '../controls.ts';
import type { OutcomeOf } from '../door-errors.ts';
import { behindTheDoor } from '../door-errors.ts';
import { at, listAt, textAt } from '../json.ts';
import type { Json } from '../json.ts';
import { PAGE_SCRIPT } from '../page-script.ts';
import { ChromiumExchanges } from './exchanges.ts';

/** The lab's own world in a page, and how its script tells something there. */
const WORLD = 'plainsight';
const TELL = 'plainsightTells';

/** Chromium's words for what an address bar says (CDP, Security domain). */
const STATES: Readonly<Record<string, Security>> = {
  secure: 'secure',
  'insecure-broken': 'certificate-error',
};

/** What a tab is of: its session of the conversation, and what it needs of the world. */
export interface TabOptions {
  readonly cdp: Conversation;
  readonly session: string;
  readonly hears: Hears;
  readonly preloaded: boolean;
  readonly outcome: OutcomeOf;
}

/** One tab of Chromium's: hears what it tells, and tells the lab what a person would see in it. */
export class ChromiumTab {
  readonly #options: TabOptions;
  readonly #exchanges = new ChromiumExchanges();
  readonly #bodies = new Set<Promise<void>>();
  #frame = '';
  #page = { url: '', loader: '', failed: false };
  #errors = new Map<string, string>();
  #statuses = new Map<string, number>();
  #security: Json = {};
  /** The lab's world of the page that is shown; 0 where there is none yet. */
  #world = 0;

  constructor(options: TabOptions) {
    this.#options = options;
  }

  /** Has the tab tell what happens in it from now on. */
  async open(): Promise<void> {
    const tree = await this.call('Page.getFrameTree');
    this.#frame = textAt(tree, 'frameTree', 'frame', 'id');
    await Promise.all([
      this.call('Page.enable'),
      this.call('Runtime.enable'),
      this.call('Network.enable', { maxPostDataSize: LIMITS.body }),
      this.call('Security.enable'),
      this.call('Runtime.addBinding', { name: TELL, executionContextName: WORLD }),
      this.call('Page.addScriptToEvaluateOnNewDocument', {
        source: `(${PAGE_SCRIPT})((text) => globalThis.${TELL}(text))`,
        worldName: WORLD,
        runImmediately: true,
      }),
    ]);
  }

  /** Asks something of this tab. */
  call(method: string, params: Json = {}): Promise<Json> {
    return this.#options.cdp.call(method, params, this.#options.session);
  }

  /** See `Controls`. */
  async navigate(url: string): Promise<boolean> {
    const { loaderId } = await this.call('Page.navigate', { url });
    // Within the same document nothing is loaded.
    return loaderId !== undefined;
  }

  /** See `Controls`. */
  async evaluate(expression: string): Promise<unknown> {
    const contextId = await this.#ownWorld();
    const params = { expression, contextId, returnByValue: true, awaitPromise: true };
    const answer = await this.call('Runtime.evaluate', params);
    const wrong = textAt(answer, 'exceptionDetails', 'exception', 'description');
    if (at(answer, 'exceptionDetails') !== undefined) throw new Error(wrong);
    return at(answer, 'result', 'value');
  }

  /** See `Controls`. */
  async proceed(): Promise<boolean> {
    // What the warning's own link "Proceed" does, in the warning's own world. Where HSTS forbids it there is none.
    const expression = `(() => {
      const link = document.querySelector('#proceed-link');
      if (!link || !globalThis.certificateErrorPageController) return false;
      globalThis.certificateErrorPageController.proceed();
      return true;
    })()`;
    const answer = await this.call('Runtime.evaluate', { expression, returnByValue: true });
    return at(answer, 'result', 'value') === true;
  }

  /** See `Controls`. */
  async giveUp(error: string): Promise<void> {
    await this.call('Page.stopLoading');
    await this.#tell(error);
  }

  /** Takes an event of this tab's. */
  take(method: string, params: Json): void {
    if (method.startsWith('Network.')) this.#network(method, params);
    else if (method === 'Runtime.executionContextCreated') this.#noteWorld(params);
    else if (method === 'Runtime.executionContextsCleared') this.#world = 0;
    else if (method === 'Runtime.bindingCalled' && textAt(params, 'name') === TELL)
      this.#options.hears.told(textAt(params, 'payload'));
    else if (method === 'Security.visibleSecurityStateChanged')
      this.#security = objectAt(params, 'visibleSecurityState');
    else if (method === 'Page.frameNavigated') this.#navigated(params);
    else if (method === 'Page.loadEventFired') void this.#tell().catch(() => undefined);
  }

  #network(method: string, params: Json): void {
    const { hears, preloaded } = this.#options;
    const id = textAt(params, 'requestId');
    this.#exchanges.take(method, params);
    if (method === 'Network.requestWillBeSent') {
      const why = textAt(params, 'redirectResponse', 'headers', 'Non-Authoritative-Reason');
      const reason = why === 'HSTS' ? (preloaded ? 'preload' : 'hsts') : 'https-only';
      if (why !== '' && textAt(params, 'type') === 'Document')
        hears.upgraded(textAt(params, 'redirectResponse', 'url'), textAt(params, 'request', 'url'), reason);
    } else if (method === 'Network.responseReceived') note(this.#statuses, id, this.#exchanges.status(id));
    else if (method === 'Network.loadingFailed') {
      note(this.#errors, id, textAt(params, 'errorText').replace(/^net::/, ''));
      this.#over(id, params);
    } else if (method === 'Network.loadingFinished') {
      const body = this.#body(id, params).finally(() => this.#bodies.delete(body));
      this.#bodies.add(body);
    }
  }

  async #body(id: string, params: Json): Promise<void> {
    const answer = await this.call('Network.getResponseBody', { requestId: id }).catch(() => ({}));
    const encoding = at(answer, 'base64Encoded') === true ? 'base64' : 'utf8';
    this.#over(id, params, Buffer.from(textAt(answer, 'body'), encoding));
  }

  #over(id: string, params: Json, body: Uint8Array = new Uint8Array()): void {
    const ended = Number(at(params, 'timestamp') ?? 0);
    for (const exchange of this.#exchanges.over(id, body, ended)) this.#options.hears.exchange(exchange);
  }

  #noteWorld(params: Json): void {
    const aux = at(params, 'context', 'auxData');
    if (textAt(params, 'context', 'name') === WORLD && textAt(aux, 'frameId') === this.#frame)
      this.#world = Number(at(params, 'context', 'id') ?? 0);
  }

  #navigated(params: Json): void {
    const frame = at(params, 'frame');
    if (textAt(frame, 'parentId') !== '') return;
    this.#frame = textAt(frame, 'id');
    const failed = textAt(frame, 'unreachableUrl');
    this.#page = {
      url: failed || `${textAt(frame, 'url')}${textAt(frame, 'urlFragment')}`,
      loader: textAt(frame, 'loaderId'),
      failed: failed !== '',
    };
  }

  async #ownWorld(): Promise<number> {
    if (this.#world === 0) {
      const made = await this.call('Page.createIsolatedWorld', { frameId: this.#frame, worldName: WORLD });
      this.#world = Number(at(made, 'executionContextId') ?? 0);
      const expression = `(${PAGE_SCRIPT})((text) => globalThis.${TELL}?.(text))`;
      await this.call('Runtime.evaluate', { expression, contextId: this.#world });
    }
    return this.#world;
  }

  /** Tells the page that is shown now, once all that it is made of has been told. */
  async #tell(gaveUp?: string): Promise<void> {
    const { url, loader, failed } = this.#page;
    if (url === '' || url === 'about:blank') return;
    await Promise.allSettled(this.#bodies);
    // It tells its state when asked to begin, before it says that it has begun.
    await this.call('Security.disable');
    await this.call('Security.enable');
    const state = textAt(this.#security, 'securityState');
    const error = gaveUp ?? (failed ? (this.#errors.get(loader) ?? 'ERR_FAILED') : undefined);
    const described = await this.evaluate('plainsight.describe()').catch(() => ({}));
    if (loader !== this.#page.loader) return;
    this.#certificate(url, state);
    this.#options.hears.shown({
      url,
      status: error === undefined ? (this.#statuses.get(loader) ?? 0) : 0,
      title: textAt(described, 'title'),
      text: textAt(described, 'text'),
      forms: listAt(described, 'forms').map(String),
      ...this.#bar(url, state, error),
    });
  }

  #certificate(url: string, state: string): void {
    const certificate = at(this.#security, 'certificateSecurityState');
    const host = URL.parse(url)?.hostname ?? '';
    const fault = textAt(certificate, 'certificateNetworkError').replace(/^net::/, '');
    const chain = listAt(certificate, 'certificate').map(String);
    const shown = chainShown(host, chain, state === 'insecure-broken' ? fault : undefined);
    if (shown !== undefined && url.startsWith('https:')) this.#options.hears.certificate(shown, chain);
  }

  #bar(
    url: string,
    state: string,
    error: string | undefined,
  ): Pick<PageSeen, 'security' | 'error' | 'calls'> {
    const warned = state === 'insecure-broken' || error === HTTPS_ONLY;
    const security = error !== undefined && !warned ? 'unreachable' : (STATES[state] ?? 'not-secure');
    // A page behind a warning that was clicked away still has its fault.
    const fault = textAt(this.#security, 'certificateSecurityState', 'certificateNetworkError');
    const said = error ?? (security === 'certificate-error' ? fault.replace(/^net::/, '') : undefined);
    if (said === undefined || said === '') return { security };
    const known = behindTheDoor(said, url, this.#options.outcome);
    return { security, error: known, ...(known !== said && { calls: said.slice(0, 200) }) };
  }
}

/** Requests whose end is remembered until a page is told. */
const REMEMBERED = 100;

function note<T>(notes: Map<string, T>, id: string, what: T): void {
  notes.set(id, what);
  const oldest = notes.keys().next();
  if (notes.size > REMEMBERED && !oldest.done) notes.delete(oldest.value);
}

function objectAt(params: Json, name: string): Json {
  const value = at(params, name);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object is a record of unknown values
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}
