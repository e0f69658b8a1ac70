import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

import { pkcs12 } from '../../../certificates/pkcs12.ts';
import { LIMITS } from '../../../limits.ts';
import type { FoundProgram } from '../../../programs/find.ts';
import { Guarded } from '../../../programs/guarded.ts';
import type { Controls, StartOptions } from '../controls.ts';
import { BrowserRefused } from '../conversation.ts';
import type { BrowserEvent } from '../conversation.ts';
import type { OutcomeOf } from '../door-errors.ts';
import { numberAt, parsed, textAt } from '../json.ts';
import { endedWithin, lastWords, orGone } from '../last-words.ts';
import { browserEnvironment, RunProfile } from '../run-profile.ts';
import { openBidi } from './bidi-socket.ts';
import type { BidiSocket } from './bidi-socket.ts';
import { firefoxPreferences } from './preferences.ts';
import { FirefoxWindow } from './window.ts';
import type { Identity } from './window.ts';

/** How often is looked whether Firefox listens, in ms. */
const ROUND = 20;

/** Starts a Firefox with a profile of its own, under guard. Rejects with a `ProgramFault` where it does not come up. */
export async function startFirefox(
  found: FoundProgram,
  title: string,
  options: StartOptions,
  outcome: OutcomeOf,
): Promise<Controls> {
  const guarded = await Guarded.open();
  try {
    return await started(found, title, options, outcome, guarded);
  } catch (error) {
    await guarded.close();
    throw error;
  }
}

async function started(
  found: FoundProgram,
  title: string,
  options: StartOptions,
  outcome: OutcomeOf,
  guarded: Guarded,
): Promise<Controls> {
  const profile = new RunProfile(guarded);
  const env = {
    ...browserEnvironment(profile, options.window),
    MOZ_CRASHREPORTER_DISABLE: '1',
    MOZ_NO_REMOTE: '1',
    // Without it, the address of its settings is its makers' own.
    MOZ_REMOTE_SETTINGS_DEVTOOLS: '1',
  };
  profile.file('profile/user.js', firefoxPreferences(options));
  const identity = identityOf(profile, options);
  const program = await guarded.run(
    found.path,
    [
      '--no-remote',
      '--new-instance',
      '--profile',
      profile.path('profile'),
      '--remote-debugging-port=0',
      '--remote-allow-system-access',
      ...(options.window ? ['--width', '1100', '--height', '760'] : ['--headless']),
      'about:blank',
    ],
    env,
  );
  const giveUp = new AbortController();
  const ready = (async (): Promise<{ socket: BidiSocket; window: FirefoxWindow }> => {
    const url = await listening(profile.path('profile/WebDriverBiDiServer.json'), giveUp.signal);
    const window: FirefoxWindow = new FirefoxWindow(options, outcome);
    const hear = (event: BrowserEvent): void => window.take(event.method, event.params);
    const socket = await connected(() => openBidi(`${url}/session`, hear), giveUp.signal);
    await window.open(socket.conversation, identity);
    return { socket, window };
  })();
  const words = (how: string): string => lastWords(title, how, guarded.said);
  const { socket, window } = await orGone(ready, program, LIMITS.browserReady, words).finally(() =>
    giveUp.abort(),
  );
  return {
    title,
    sandbox: true,
    lacks: [],
    keyLog: profile.path('keys.log'),
    ended: program.ended,
    navigate: (url) => window.navigate(url),
    evaluate: (expression) => window.evaluate(expression),
    proceed: () => window.proceed(),
    giveUp: (error) => window.giveUp(error),
    close: async () => {
      await endedWithin(LIMITS.browserClose, program, socket.conversation.call('browser.close'));
      socket.close();
      await guarded.close();
    },
  };
}

/** Writes the victim's client certificate, where she holds one, where Firefox can read it. */
function identityOf(profile: RunProfile, { clientCertificate }: StartOptions): Identity | undefined {
  if (clientCertificate === undefined) return undefined;
  const password = randomUUID();
  const path = 'alice.p12';
  profile.made(path, (file) => writeFileSync(file, pkcs12(clientCertificate, password), { mode: 0o600 }));
  return { path: profile.path(path), password };
}

/** The first connection that is taken: Firefox says where it listens before it does. */
async function connected(connect: () => Promise<BidiSocket>, signal: AbortSignal): Promise<BidiSocket> {
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      if (!(error instanceof BrowserRefused)) throw error;
      await wait(ROUND, undefined, { signal });
    }
  }
}

/** Where Firefox listens for WebDriver BiDi, as it writes into its profile. */
async function listening(path: string, signal: AbortSignal): Promise<string> {
  for (;;) {
    const said = parsed(await readFile(path, 'utf8').catch(() => ''));
    const port = numberAt(said, 'ws_port');
    if (port > 0) return `ws://${textAt(said, 'ws_host') || '127.0.0.1'}:${port}`;
    await wait(ROUND, undefined, { signal });
  }
}
