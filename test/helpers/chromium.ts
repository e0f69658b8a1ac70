import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';

import type { ExecutionContext } from 'ava';

/** What Chromium made of an address. */
export interface Visit {
  /** The address in the address bar. */
  readonly url: string;
  /** The document's status; 0 where there is none. */
  readonly status: number;
  /** `secure`, `insecure`, `insecure-broken`, `neutral`: its own words (DevTools protocol, Security domain). */
  readonly state: string;
  /** `ERR_CERT_DATE_INVALID`, where the page was not shown. */
  readonly error: string | undefined;
  /** Whether it went to https by itself, and why: `HSTS`. */
  readonly upgraded: string | undefined;
}

/** How a Chromium is opened, and who sits in front of it. */
export interface ChromiumOptions {
  /** Where on loopback the bank's logical ports are. */
  readonly ports: ReadonlyMap<number, number>;
  /** PEM: trusted by this one profile, as if its user had added them. */
  readonly authorities: readonly string[];
  /** Whether "Always use secure connections" is on. */
  readonly httpsOnly: boolean;
  /** Whether a certificate warning is clicked through. */
  readonly clicksThrough: boolean;
  /** Where it logs its TLS secrets; ordinarily nowhere. */
  readonly keyLog?: string;
}

/** A Chromium without a window, with a profile of its own. */
export interface Chromium {
  readonly visit: (url: string) => Promise<Visit>;
  /** Runs script on the page, which may return a promise, and gives what comes of it as text. */
  readonly run: (script: string) => Promise<string>;
  /** Ends it, and every connection of its. */
  readonly close: () => Promise<void>;
}

/** The version of the Chromium that is installed: `Chromium 1.2.3`. Throws where there is none. */
export function chromiumVersion(): string {
  const { stdout } = spawnSync('chromium', ['--version'], { encoding: 'utf8', timeout: 20_000 });
  const version = /^Chromium [\d.]+/.exec(stdout)?.[0];
  if (version === undefined) throw new Error(`chromium says no version: ${stdout}`);
  return version;
}

/** Starts Chromium, and ends it with the test. */
export async function openChromium(
  t: ExecutionContext,
  { ports, authorities, httpsOnly, clicksThrough, keyLog }: ChromiumOptions,
): Promise<Chromium> {
  const profile = mkdtempSync(join(tmpdir(), 'plainsight-chromium-'));
  mkdirSync(join(profile, 'Default'));
  trust(profile, authorities);
  const preferences = JSON.stringify({ https_only_mode_enabled: httpsOnly });
  writeFileSync(join(profile, 'Default', 'Preferences'), preferences);
  const rules = [...ports].map(([port, real]) => `MAP bank.test:${port} 127.0.0.1:${real}`);
  const browser = spawn(
    'chromium',
    [
      ...QUIETLY,
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      `--host-resolver-rules=${[...rules, 'MAP * ~NOTFOUND'].join(', ')}`,
      'about:blank',
    ],
    // What it leaves behind when it is killed lies in its profile, and goes with it.
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      env: { ...process.env, TMPDIR: profile, ...(keyLog !== undefined && { SSLKEYLOGFILE: keyLog }) },
    },
  );
  t.teardown(async () => {
    await stop(browser);
    rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
  });
  const tools = await DevTools.connect(await listening(browser));
  t.teardown(() => tools.close());
  await Promise.all(['Page', 'Network'].map((domain) => tools.call(`${domain}.enable`)));
  const run = async (expression: string): Promise<string> => {
    const { result } = await tools.call('Runtime.evaluate', { expression, awaitPromise: true });
    return text(result, 'value');
  };
  return { visit: (url) => visit(tools, url, clicksThrough), run, close: () => stop(browser) };
}

/**
 * Writes `authorities` among the profile's own certificates, in Chromium's ServerCertificateDatabase. Nothing
 * is passed over, as it would be under --ignore-certificate-errors-spki-list: good is good, and bad is bad.
 */
function trust(profile: string, authorities: readonly string[]): void {
  const database = new DatabaseSync(join(profile, 'Default', 'ServerCertificate'));
  database.exec(
    `CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);
     INSERT INTO meta VALUES ('version', '1'), ('last_compatible_version', '1');
     CREATE TABLE certificates(sha256hash_hex TEXT PRIMARY KEY, der_cert BLOB NOT NULL, trust_settings BLOB NOT NULL);`,
  );
  const insert = database.prepare('INSERT INTO certificates VALUES (?, ?, ?)');
  for (const authority of authorities) {
    const certificate = new X509Certificate(authority).raw;
    insert.run(createHash('sha256').update(certificate).digest('hex'), certificate, TRUSTED);
  }
  database.close();
}

/** CertificateMetadata { trust: { trust_type: CERTIFICATE_TRUST_TYPE_TRUSTED } } as a protocol buffer. */
const TRUSTED = Uint8Array.of(0x0a, 2, 0x08, 3);

/** Chromium without a window, and without what it asks of the network by itself. */
export const QUIETLY: readonly string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--no-proxy-server',
];

/** The whole group: Chromium is many processes. */
async function stop(browser: ChildProcess): Promise<void> {
  if (browser.pid === undefined || browser.exitCode !== null || browser.signalCode !== null) return;
  const ended = once(browser, 'exit');
  process.kill(-browser.pid, 'SIGKILL');
  await ended;
}

/** The address at which Chromium says that it can be driven. */
function listening(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    if (browser.stderr === null) return;
    createInterface(browser.stderr).on('line', (line) => {
      if (said.length < 100) said.push(line);
      const found = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    browser.once('exit', () => reject(new Error(`chromium ended: ${said.join('\n')}`)));
  });
}

async function visit(tools: DevTools, url: string, clicksThrough: boolean): Promise<Visit> {
  const from = tools.events.length;
  const loaded = tools.next('Page.loadEventFired');
  let { errorText } = await tools.call('Page.navigate', { url });
  await loaded;
  if (clicksThrough && String(errorText).includes('ERR_CERT_')) {
    const shown = tools.next('Page.loadEventFired');
    // What the warning's own link "Proceed" does.
    await tools.call('Runtime.evaluate', { expression: 'certificateErrorPageController.proceed()' });
    await shown;
    errorText = undefined;
  }
  // It tells its state when asked to begin, before it says that it has begun.
  await tools.call('Security.disable');
  await tools.call('Security.enable');
  const happened = tools.events.slice(from);
  const last = (method: string, fits: (params: Json) => boolean = () => true): Json =>
    happened.findLast((event) => event.method === method && fits(event.params))?.params ?? {};
  const frame = last('Page.frameNavigated')['frame'];
  const shown = last('Security.visibleSecurityStateChanged')['visibleSecurityState'];
  const response = last('Network.responseReceived', ({ type }) => type === 'Document')['response'];
  const upgrades = happened
    .filter(({ method }) => method === 'Network.requestWillBeSent')
    .map(({ params }) => reasonOf(params));
  return {
    url: text(frame, 'unreachableUrl') || text(frame, 'url'),
    status: typeof errorText === 'string' ? 0 : Number(text(response, 'status')),
    state: text(shown, 'securityState'),
    error: typeof errorText === 'string' ? errorText.replace(/^net::/, '') : undefined,
    upgraded: upgrades.find((reason) => reason !== ''),
  };
}

/** Why Chromium answered itself with a redirect, in the header that it makes up for it. */
function reasonOf(request: Json): string {
  const { redirectResponse } = request;
  const headers = isJson(redirectResponse) ? redirectResponse['headers'] : undefined;
  return text(headers, 'Non-Authoritative-Reason');
}

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function text(of: unknown, key: string): string {
  const value = isJson(of) ? of[key] : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

interface ToolsEvent {
  readonly method: string;
  readonly params: Json;
}

/** A page's end of the DevTools protocol. */
class DevTools {
  readonly events: ToolsEvent[] = [];
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, PromiseWithResolvers<Json>>();
  #waiting: { method: string; resolve: () => void }[] = [];
  #session: string | undefined;
  #last = 0;

  /** Connects to the browser at `address` and to a new page of it. */
  static async connect(address: string): Promise<DevTools> {
    const socket = new WebSocket(address);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true });
      socket.addEventListener('error', () => reject(new Error('no DevTools')), { once: true });
    });
    const tools = new DevTools(socket);
    const { targetId } = await tools.call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await tools.call('Target.attachToTarget', { targetId, flatten: true });
    tools.#session = String(sessionId);
    return tools;
  }

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => this.#take(String(data)));
    socket.addEventListener('close', () => {
      for (const { reject } of this.#answers.values()) reject(new Error('chromium hung up'));
    });
  }

  call(method: string, params: Json = {}): Promise<Json> {
    const id = ++this.#last;
    const answer = Promise.withResolvers<Json>();
    this.#answers.set(id, answer);
    const sessionId = this.#session;
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) }));
    return answer.promise;
  }

  next(method: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ method, resolve });
    });
  }

  close(): void {
    this.#socket.close();
  }

  #take(message: string): void {
    const said: unknown = JSON.parse(message);
    if (!isJson(said)) return;
    const { id, method, params, result, error } = said;
    if (typeof method === 'string') {
      this.events.push({ method, params: isJson(params) ? params : {} });
      const called = this.#waiting.filter((waiting) => waiting.method === method);
      this.#waiting = this.#waiting.filter((waiting) => waiting.method !== method);
      for (const { resolve } of called) resolve();
    }
    const answer = this.#answers.get(Number(id));
    this.#answers.delete(Number(id));
    if (error === undefined) answer?.resolve(isJson(result) ? result : {});
    else answer?.reject(new Error(JSON.stringify(error)));
  }
}
