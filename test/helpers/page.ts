import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

import type { ExecutionContext } from 'ava';

import { LIMITS } from '../../lab/limits.ts';
import { programFile } from '../../lab/programs/find.ts';
import { openCdp } from '../../lab/victim/real/chromium/cdp-pipe.ts';
import { BrowserRefused } from '../../lab/victim/real/conversation.ts';
import type { RealBrowserKind } from '../../lab/victim/real/found-browser.ts';
import { openBidiOf } from '../../lab/victim/real/firefox/bidi-socket.ts';
import { listAt, numberAt, parsed, textAt } from '../../lab/victim/real/json.ts';
import { QUIETLY } from './quiet-chromium.ts';
import { until } from './until.ts';

/** A window: its size in CSS pixels, and the colours that its owner asks for. */
export interface Look {
  readonly width: number;
  readonly height: number;
  readonly dark: boolean;
}

/** What a page is made of in each browser. */
interface Hands {
  /** Goes to an address, and waits until the page is loaded. */
  readonly go: (url: string) => Promise<void>;
  /** Runs a script as the page's own, whatever its Content-Security-Policy, and gives the text that it ends with. */
  readonly run: (script: string) => Promise<string>;
  /** Makes the window as large. Firefox takes its colours when it starts. */
  readonly show: (look: Look) => Promise<void>;
  /** A picture of the window, PNG. */
  readonly picture: () => Promise<Buffer>;
}

/** A page in a browser of the machine's, before a person's eyes and under their hand. */
export interface Page extends Hands {
  /** What an expression, or a promise of it, gives in the page, by way of JSON. */
  readonly evaluate: (expression: string) => Promise<unknown>;
  /** Resolves when an expression is true in the page. The test's own time limit ends a vain wait. */
  readonly until: (expression: string) => Promise<void>;
  /** Presses the first button with these words. */
  readonly press: (words: string) => Promise<void>;
}

/** Opens a page in a browser of its own, which goes with the test. */
export async function openPage(t: ExecutionContext, kind: RealBrowserKind, look: Look): Promise<Page> {
  const hands = await (kind === 'firefox' ? firefox(t, look) : chromium(t));
  await hands.show(look);
  const evaluate = async (expression: string): Promise<unknown> =>
    parsed(await hands.run(`(async () => JSON.stringify({ it: await (${expression}) }))()`))['it'];
  const isSo = async (expression: string): Promise<boolean> => {
    try {
      return (await evaluate(expression)) === true;
    } catch (error) {
      // The page is being left.
      if (error instanceof BrowserRefused) return false;
      throw error;
    }
  };
  const waited = async (expression: string): Promise<void> => {
    while (!(await isSo(expression))) await wait(50);
  };
  return {
    ...hands,
    evaluate,
    until: waited,
    press: async (words) => {
      const found = `[...document.querySelectorAll('button')].find((one) => one.checkVisibility() && one.textContent.startsWith(${JSON.stringify(words)}))`;
      await waited(`${found} !== undefined`);
      await evaluate(`void ${found}.click()`);
    },
  };
}

/** What axe-core finds wrong with a page as it stands: a line each. Throws where it looked at nothing. */
export async function violationsOf(page: Page): Promise<readonly unknown[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') {
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    await page.run(`${await readFile(axe, 'utf8')};''`);
  }
  const words = `id + ': ' + nodes.map(({ html }) => html.slice(0, 120)).join(', ')`;
  const found = await page.evaluate(
    `axe.run(document).then(({ violations, passes }) => ({ passes: passes.length, faults: violations.map(({ id, nodes }) => ${words}) }))`,
  );
  if (numberAt(found, 'passes') === 0) throw new Error('axe-core has looked at nothing');
  return listAt(found, 'faults');
}

/** A folder that is gone with the test, after what was started in it. */
async function profile(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'plainsight-page-'));
  t.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

function started(t: ExecutionContext, kind: RealBrowserKind, args: readonly string[]) {
  const child = spawn(programFile(kind) ?? kind, args, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    detached: true,
  });
  t.teardown(async () => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    process.kill(-child.pid, 'SIGKILL');
    await once(child, 'close');
  });
  return child;
}

async function chromium(t: ExecutionContext): Promise<Hands> {
  const folder = await profile(t);
  const { stdio } = started(t, 'chromium', [
    ...QUIETLY,
    '--remote-debugging-pipe',
    `--user-data-dir=${folder}`,
    'about:blank',
  ]);
  const [, , , to, from]: readonly unknown[] = stdio;
  if (!(to instanceof Duplex) || !(from instanceof Duplex)) throw new TypeError('Chromium has no pipes');
  let loads = 0;
  const cdp = openCdp({ to, from }, ({ method }) => {
    if (method === 'Page.loadEventFired') loads += 1;
  });
  const { targetId } = await cdp.call('Target.createTarget', { url: 'about:blank' });
  const session = textAt(await cdp.call('Target.attachToTarget', { targetId, flatten: true }), 'sessionId');
  const call = (method: string, params = {}) => cdp.call(method, params, session);
  await call('Page.enable');
  return {
    go: async (url) => {
      const before = loads;
      await call('Page.navigate', { url });
      await until(() => loads > before);
    },
    run: async (expression) => {
      const answer = await call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      const fault = textAt(answer, 'exceptionDetails', 'exception', 'description');
      if (fault !== '') throw new Error(fault);
      return textAt(answer, 'result', 'value');
    },
    show: async ({ width, height, dark }) => {
      await call('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: width < 600,
      });
      const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
      await call('Emulation.setEmulatedMedia', { features });
    },
    picture: async () =>
      Buffer.from(textAt(await call('Page.captureScreenshot', { format: 'png' }), 'data'), 'base64'),
  };
}

async function firefox(t: ExecutionContext, { dark }: Look): Promise<Hands> {
  const folder = await profile(t);
  const preferences = {
    'layout.css.prefers-color-scheme.content-override': dark ? 0 : 1,
    'network.proxy.type': 0,
    'browser.shell.checkDefaultBrowser': false,
    'datareporting.policy.dataSubmissionEnabled': false,
    'app.normandy.enabled': false,
    'remote.active-protocols': 1,
  };
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${value});\n`);
  await writeFile(join(folder, 'user.js'), lines.join(''));
  started(t, 'firefox', [
    '--headless',
    '--no-remote',
    '--profile',
    folder,
    '--remote-debugging-port=0',
    'about:blank',
  ]);
  const socket = await openBidiOf(folder, () => undefined, AbortSignal.timeout(LIMITS.browserReady));
  t.teardown(() => socket.close());
  const call = (method: string, params = {}) => socket.conversation.call(method, params);
  await call('session.new', { capabilities: {} });
  const context = textAt(await call('browsingContext.getTree'), 'contexts', 0, 'context');
  return {
    go: async (url) => void (await call('browsingContext.navigate', { context, url, wait: 'complete' })),
    run: async (expression) => {
      const answer = await call('script.evaluate', { expression, target: { context }, awaitPromise: true });
      if (textAt(answer, 'type') === 'exception') throw new Error(textAt(answer, 'exceptionDetails', 'text'));
      return textAt(answer, 'result', 'value');
    },
    show: async ({ width, height }) =>
      void (await call('browsingContext.setViewport', { context, viewport: { width, height } })),
    picture: async () =>
      Buffer.from(textAt(await call('browsingContext.captureScreenshot', { context }), 'data'), 'base64'),
  };
}
