import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import type { Leaf } from '../../certificates/leaf-content.ts';
import type { Emit, FormField, LaneId } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import { Patience } from '../../patience.ts';
import { ProgramFault } from '../../programs/program-fault.ts';
import { PROGRAMS } from '../../programs/programs.ts';
import type { VictimSettings } from '../../settings.ts';
import type { Browser } from '../browser.ts';
import type { ShownCertificate } from '../peer-certificate.ts';
import type { Resolve } from '../connections.ts';
import { foldedText, noLink } from '../links.ts';
import { isSignedByOneOf } from './chain.ts';
import { startChromium } from './chromium/start-chromium.ts';
import type { Controls, ExchangeSeen, PageSeen, StartOptions } from './controls.ts';
import { BrowserRefused } from './conversation.ts';
import { startFirefox } from './firefox/start-firefox.ts';
import { foundBrowser } from './found-browser.ts';
import type { RealBrowserKind } from './found-browser.ts';
import { listAt, numberAt, parsed, textAt } from './json.ts';
import type { Json } from './json.ts';
import { followKeyLog } from './key-log.ts';
import type { FollowedKeyLog } from './key-log.ts';
import { openSocksDoor } from './socks-door.ts';
import type { SocksDoor } from './socks-door.ts';

/** What a real browser needs of the lab. */
export interface RealBrowserOptions {
  readonly kind: RealBrowserKind;
  readonly lane: LaneId;
  readonly settings: VictimSettings;
  /** The lane's first URL: relative visits are resolved against it. */
  readonly home: string;
  /** Where the lane's names and ports are. The browser reaches nothing else. */
  readonly resolve: Resolve;
  /** Told of each socket to the lab before it connects: it is the victim's. */
  readonly onSocket?: (socket: Socket, destination: string) => void;
  /** PEM roots that its profile trusts. */
  readonly trusted: readonly string[];
  readonly preload?: readonly string[];
  /** What she shows to a server that asks for a client certificate; Chromium takes none for one run but on Linux. */
  readonly clientCertificate?: Leaf;
  /** Whose clocks stand still while the attacker holds something of hers. */
  readonly patience?: Patience;
  /** Whether a person sees it, and may type into it. */
  readonly window?: boolean;
  readonly emit: Emit;
}

/**
 * A browser of the machine's own, which does what a person does with a browser, or what its driver says. Whatever happens
 * in it becomes a fact, whoever did it: a page that is shown, a form that leaves (`form-filled`, with `typed` where a person
 * sent it, before its first byte), an exchange, a certificate, a TLS secret, a name outside the lab's world.
 */
export interface RealBrowser extends Browser {
  /** Settles when it can be driven. Rejects with a `ProgramFault` where it is missing or does not start. */
  readonly ready: Promise<void>;
  /** Rejects with a `ProgramFault` when it ends and nobody asked it to, as when a person closes its window. */
  readonly broken: Promise<never>;
}

/** Begins to open a real browser with a profile of its own, which goes when it is closed or the lab is gone. */
export function openRealBrowser(options: RealBrowserOptions): RealBrowser {
  return new RealVictim(options);
}

/** How often is looked whether an answer was heard, in ms. */
const ROUND = 50;

/** What is open of one. */
interface Parts {
  readonly controls: Controls;
  readonly door: SocksDoor;
  readonly keys: FollowedKeyLog;
}

class RealVictim implements RealBrowser {
  readonly ready: Promise<void>;
  readonly broken: Promise<never>;
  readonly #options: RealBrowserOptions;
  readonly #parts: Promise<Parts>;
  readonly #patience: Patience;
  readonly #break: (fault: ProgramFault) => void;
  #waiting: ((page: PageSeen | undefined) => void)[] = [];
  #page: PageSeen | undefined;
  /** What was agreed on last with each host. */
  readonly #agreed = new Map<string, string>();
  #closing: Promise<void> | undefined;

  constructor(options: RealBrowserOptions) {
    this.#options = options;
    this.#patience = options.patience ?? new Patience();
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    [this.broken, this.#break] = [promise, reject];
    this.#parts = this.#open();
    this.ready = this.#parts.then(() => undefined);
    this.ready.catch(() => undefined);
  }

  async visit(url: string): Promise<void> {
    const target = URL.parse(url, this.#options.home);
    if (target === null) {
      this.#shown({
        url,
        status: 0,
        title: '',
        text: '',
        forms: [],
        security: 'unreachable',
        error: 'ERR_INVALID_URL',
      });
      return;
    }
    await this.#leadingOn(({ controls }) => controls.navigate(target.href));
  }

  async submit(form: string, values: Readonly<Record<string, string>>): Promise<void> {
    const { lane, emit } = this.#options;
    const notSent = (reason: string): void => emit({ type: 'form-not-sent', lane, form, reason });
    await this.#leadingOn(async ({ controls }) => {
      if (this.#page === undefined || this.#page.status === 0) {
        notSent('no page is shown');
        return false;
      }
      const given = `${JSON.stringify(form)}, ${JSON.stringify(values)}`;
      const filling = await controls.evaluate(`plainsight.fill(${given})`);
      const reason = textAt(filling, 'reason');
      if (reason !== '') {
        notSent(reason);
        return false;
      }
      // Before it leaves: whoever waits for its bytes must know what is in them.
      this.#filled(filling, false);
      return (await controls.evaluate('plainsight.send()')) === true;
    });
  }

  async click(link: string): Promise<void> {
    const { lane, emit } = this.#options;
    await this.#leadingOn(async ({ controls }) => {
      const page = this.#page === undefined || this.#page.status === 0 ? undefined : this.#page;
      const links = page === undefined ? [] : listAt(await controls.evaluate('plainsight.links()'));
      const wanted = foldedText(link);
      const index = wanted === '' ? -1 : links.findIndex((each) => textAt(each, 'text') === wanted);
      if (index < 0) {
        const known = links.map((each) => ({ text: textAt(each, 'text'), url: textAt(each, 'url') }));
        const shown = page && { ...page, forms: [], links: known };
        emit({ type: 'link-not-followed', lane, link, reason: noLink(shown, link) });
        return false;
      }
      await controls.evaluate(`plainsight.follow(${index})`);
      return true;
    });
  }

  async chat(text: string): Promise<void> {
    const { lane, emit } = this.#options;
    if (this.#closing !== undefined) return;
    const { controls } = await this.#parts;
    try {
      const page = this.#page === undefined || this.#page.status === 0 ? undefined : this.#page;
      const url = page === undefined ? '' : textAt(await controls.evaluate('plainsight.chat()'), 'url');
      if (url === '') {
        const reason = page === undefined ? 'no page is shown' : 'the page has no chat';
        emit({ type: 'chat-not-said', lane, text, reason });
        return;
      }
      emit({ type: 'chat-said', lane, url, text });
      const said = await controls.evaluate(`plainsight.say(${JSON.stringify(text)})`);
      const answer = await this.#answered(controls, numberAt(said, 'before'));
      if (answer !== '') emit({ type: 'chat-answered', lane, url, text: answer });
    } catch (error) {
      // The page may be left while it waits.
      if (!(error instanceof BrowserRefused)) throw error;
    }
  }

  /** The first answer behind so many that were heard before; none where it takes longer than LIMITS.request, holding apart. */
  async #answered(controls: Controls, before: number): Promise<string> {
    let late = false;
    const inTime = this.#patience.after(LIMITS.request, () => (late = true));
    for (;;) {
      const answer = textAt(await controls.evaluate(`plainsight.answer(${before})`), 'answer');
      if (answer !== '' || late || this.#closing !== undefined) {
        inTime();
        return answer;
      }
      await wait(ROUND);
    }
  }

  reconnect(): void {
    void this.#parts.then(({ door }) => door.cut()).catch(() => undefined);
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    for (const done of this.#waiting) done(undefined);
    const parts = await this.#parts.catch(() => undefined);
    if (parts === undefined) return;
    const { controls, door, keys } = parts;
    await keys.close();
    await Promise.all([controls.close(), door.close()]);
  }

  async #open(): Promise<Parts> {
    const {
      lane,
      kind,
      settings,
      trusted,
      preload = [],
      clientCertificate,
      window = false,
      emit,
      resolve,
      onSocket,
    } = this.#options;
    const { found, title, triedWith } = await foundBrowser(kind);
    const door = await openSocksDoor({ lane, resolve, ...(onSocket && { onSocket }), emit: this.#emit });
    const start: StartOptions = {
      settings,
      trusted,
      preload,
      ...(clientCertificate && { clientCertificate }),
      door: door.port,
      window,
      hears: {
        shown: (page) => this.#shown(page),
        certificate: (certificate, chain) => this.#certificate(title, certificate, chain),
        exchange: (exchange) => this.#exchanged(exchange),
        upgraded: (from, to, why) => this.#emit({ type: 'navigation-upgraded', lane, from, to, why }),
        fellBack: (from, to, error) => this.#emit({ type: 'navigation-fell-back', lane, from, to, error }),
        told: (message) => this.#told(parsed(message)),
      },
    };
    try {
      const begin = kind === 'chromium' ? startChromium : startFirefox;
      const controls = await begin(found, title, start, (destination) => door.outcome(destination));
      const keys = await followKeyLog(controls.keyLog, (line) =>
        this.#emit({ type: 'tls-secret-logged', lane, line }),
      );
      void controls.ended.then((how) => this.#ended(controls.title, how));
      const { sandbox, lacks } = controls;
      const notes = { ...(lacks.length > 0 && { lacks }), ...(triedWith !== undefined && { triedWith }) };
      emit({ type: 'victim-opened', lane, browser: kind, title: controls.title, window, sandbox, ...notes });
      return { controls, door, keys };
    } catch (error) {
      await door.close();
      throw error;
    }
  }

  /** Facts of a browser that is being closed are of no lesson any more. */
  readonly #emit: Emit = (fact) => {
    if (this.#closing === undefined) this.#options.emit(fact);
  };

  #ended(title: string, how: string): void {
    for (const done of this.#waiting) done(undefined);
    if (this.#closing === undefined)
      this.#break(
        new ProgramFault(`${title}, which played the victim, ended (${how}), and nobody asked it to`),
      );
  }

  /** Does something that leads to another page, and settles when that is shown, warnings clicked away where she does that. */
  async #leadingOn(act: (parts: Parts) => Promise<boolean>): Promise<void> {
    if (this.#closing !== undefined) return;
    const parts = await this.#parts;
    const { controls, keys } = parts;
    try {
      const next = this.#next(controls);
      let page = (await act(parts)) ? await next.page : undefined;
      next.forget();
      // A warning comes once, and a page that is shown behind it has a status.
      if (
        page?.security === 'certificate-error' &&
        page.status === 0 &&
        this.#options.settings.clicksThrough
      ) {
        const behind = this.#next(controls);
        if (await controls.proceed()) page = await behind.page;
        behind.forget();
      }
      await keys.read();
    } catch (error) {
      // A browser that is gone says so by `broken`.
      if (!(error instanceof BrowserRefused)) throw error;
    }
  }

  /** The next page that is told; where none comes in LIMITS.browserPage, the browser gives up and tells what stands. */
  #next(controls: Controls): { readonly page: Promise<PageSeen | undefined>; forget(): void } {
    const { promise, resolve } = Promise.withResolvers<PageSeen | undefined>();
    const inTime = this.#patience.after(LIMITS.browserPage, () => {
      void controls.giveUp('ERR_TIMED_OUT').catch(() => resolve(undefined));
    });
    const done = (page: PageSeen | undefined): void => {
      inTime();
      this.#waiting = this.#waiting.filter((each) => each !== done);
      resolve(page);
    };
    this.#waiting.push(done);
    return { page: promise, forget: () => done(undefined) };
  }

  #exchanged({ protocol, ...exchange }: ExchangeSeen): void {
    const { lane } = this.#options;
    const host = URL.parse(exchange.request.url)?.host ?? '';
    // Neither browser tells of connections: what was agreed on is news where it is not what it was.
    if (isOffered(protocol) && this.#agreed.get(host) !== protocol) {
      this.#agreed.set(host, protocol);
      this.#emit({ type: 'protocol-agreed', lane, host, offered: OFFERED, chosen: protocol });
    }
    this.#emit({ type: 'exchange-made', lane, ...exchange, ...(protocol === 'h2' && { protocol }) });
  }

  /** How a profile is made to trust is written down nowhere: where a browser takes it no more, no lesson is worth playing. */
  #certificate(title: string, certificate: ShownCertificate, chain: readonly string[]): void {
    const { lane, kind, trusted } = this.#options;
    this.#emit({ type: 'certificate-shown', lane, ...certificate });
    if (certificate.fault !== 'ERR_CERT_AUTHORITY_INVALID' || !isSignedByOneOf(chain, trusted)) return;
    const { tried } = PROGRAMS[kind];
    this.#break(
      new ProgramFault(
        `${title} does not trust the lab's authority, though its profile for this run says so: the lab was tried with ${tried}. Play it with another version, or without --victim`,
      ),
    );
  }

  #shown(page: PageSeen): void {
    this.#page = page;
    this.#emit({ type: 'page-shown', lane: this.#options.lane, ...page });
    for (const done of this.#waiting) done(page);
  }

  /** What the lab's script in a page says of what a person does there. */
  #told(message: Json): void {
    if (textAt(message, 'kind') !== 'sends') return;
    this.#filled(message, true);
    const go = `plainsight.letGo(${numberAt(message, 'id')})`;
    void this.#parts.then(({ controls }) => controls.evaluate(go)).catch(() => undefined);
  }

  #filled(form: unknown, typed: boolean): void {
    const { lane } = this.#options;
    const fields = listAt(form, 'fields').map(fieldOf);
    this.#emit({ type: 'form-filled', lane, form: textAt(form, 'form'), fields, ...(typed && { typed }) });
  }
}

/** What every browser of today offers by ALPN (RFC 7301), whatever the lane says of HTTP/2. */
const OFFERED = ['h2', 'http/1.1'];

function isOffered(protocol: string | undefined): protocol is string {
  return protocol !== undefined && OFFERED.includes(protocol);
}

function fieldOf(field: unknown): FormField {
  return { name: textAt(field, 'name'), type: textAt(field, 'type'), value: textAt(field, 'value') };
}
