import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';

import { pkcs12 } from '../../../certificates/pkcs12.ts';
import { LIMITS } from '../../../limits.ts';
import type { FoundProgram } from '../../../programs/find.ts';
import { Guarded } from '../../../programs/guarded.ts';
import type { Controls, StartOptions } from '../controls.ts';
import type { BrowserEvent } from '../conversation.ts';
import type { OutcomeOf } from '../door-errors.ts';
import { endedWithin, lastWords, orGone } from '../last-words.ts';
import { browserEnvironment, RunProfile } from '../run-profile.ts';
import { openBidiOf } from './bidi-socket.ts';
import type { BidiSocket } from './bidi-socket.ts';
import { firefoxPreferences } from './preferences.ts';
import { FirefoxWindow } from './window.ts';
import type { Identity } from './window.ts';

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
    const window: FirefoxWindow = new FirefoxWindow(options, outcome);
    const hear = (event: BrowserEvent): void => window.take(event.method, event.params);
    const socket = await openBidiOf(profile.path('profile'), hear, giveUp.signal);
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
