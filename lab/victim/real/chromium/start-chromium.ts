import type { VictimLack } from '../../../facts/real-victim.ts';
import { LIMITS } from '../../../limits.ts';
import type { FoundProgram } from '../../../programs/find.ts';
import { Guarded } from '../../../programs/guarded.ts';
import { ProgramFault } from '../../../programs/program-fault.ts';
import { UNPRIVILEGED } from '../../../programs/unprivileged.ts';
import type { Controls, StartOptions } from '../controls.ts';
import type { Conversation, BrowserEvent } from '../conversation.ts';
import type { OutcomeOf } from '../door-errors.ts';
import { textAt } from '../json.ts';
import { endedWithin, lastWords, orGone } from '../last-words.ts';
import { browserEnvironment, RunProfile } from '../run-profile.ts';
import { openCdp } from './cdp-pipe.ts';
import { chromiumFlags } from './flags.ts';
import { writeChromiumProfile } from './profile.ts';
import { ChromiumTab } from './tab.ts';

/** What Chromium says where the system lets it shut nothing in. */
const NO_SANDBOX =
  /No usable sandbox|without the setuid sandbox|sandbox_host_linux|Failed to move to new namespace/;

/**
 * Starts a Chromium, or a browser made of it, with a profile of its own, under guard. Its sandbox is on; only where the
 * lab runs as root, as in a container, and the system allows none, is it off. Rejects with a `ProgramFault` where it does
 * not come up.
 */
export async function startChromium(
  found: FoundProgram,
  title: string,
  options: StartOptions,
  outcome: OutcomeOf,
): Promise<Controls> {
  const attempt = async (sandbox: boolean): Promise<Controls | undefined> => {
    const guarded = await Guarded.open({ talks: true });
    try {
      return await started(found, title, options, outcome, guarded, sandbox);
    } catch (error) {
      await guarded.close();
      if (sandbox && UNPRIVILEGED !== undefined && NO_SANDBOX.test(guarded.said)) return undefined;
      throw error;
    }
  };
  const shutIn = await attempt(true);
  const controls = shutIn ?? (await attempt(false));
  if (controls === undefined) throw new ProgramFault(`${title} did not start`);
  return controls;
}

/** Elsewhere than on Linux it takes client certificates from the user's own store, which nobody is to touch. It has no TLS below 1.2: `--ssl-version-max=tls1` is passed over. */
function lacksOf({ settings }: StartOptions): readonly VictimLack[] {
  return [
    ...(settings.clientCertificate && process.platform !== 'linux' ? (['client-certificate'] as const) : []),
    ...(settings.tls === '1.0' ? (['tls-1.0'] as const) : []),
  ];
}

async function started(
  found: FoundProgram,
  title: string,
  options: StartOptions,
  outcome: OutcomeOf,
  guarded: Guarded,
  sandbox: boolean,
): Promise<Controls> {
  const { window, door, hears, preload } = options;
  if (guarded.pipes === undefined) throw new ProgramFault(`this system gives ${title} no pipes`);
  const profile = new RunProfile(guarded);
  const env = browserEnvironment(profile, window);
  const flags = chromiumFlags({
    profile: await writeChromiumProfile(profile, options),
    door,
    window,
    sandbox,
  });
  const tabs = new Map<string, ChromiumTab>();
  /** The tab that came last, which is the one that is in front. */
  const front = Promise.withResolvers<void>();
  let inFront: ChromiumTab | undefined;
  const attach = async (cdp: Conversation, { params }: BrowserEvent): Promise<void> => {
    if (textAt(params, 'targetInfo', 'type') !== 'page') return;
    const session = textAt(params, 'sessionId');
    const tab = new ChromiumTab({ cdp, session, hears, preloaded: preload.length > 0, outcome });
    tabs.set(session, tab);
    await tab.open();
    inFront = tab;
    front.resolve();
  };
  const cdp: Conversation = openCdp(guarded.pipes, (event) => {
    if (event.method === 'Target.attachedToTarget') void attach(cdp, event).catch(() => undefined);
    else if (event.method === 'Target.detachedFromTarget') tabs.delete(textAt(event.params, 'sessionId'));
    else tabs.get(event.session)?.take(event.method, event.params);
    inFront = [...tabs.values()].at(-1) ?? inFront;
  });
  const program = await guarded.run(found.path, flags, env, true);
  const ready = (async () => {
    await cdp.call('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: true,
      filter: [{ type: 'page' }],
    });
    await front.promise;
  })();
  await orGone(ready, program, LIMITS.browserReady, (how) => lastWords(title, how, guarded.said));
  void program.ended.then(() => cdp.end());
  const tab = (): ChromiumTab =>
    inFront ??
    [...tabs.values()].at(-1) ??
    new ChromiumTab({ cdp, session: '', hears, preloaded: false, outcome });
  return {
    title,
    sandbox,
    lacks: lacksOf(options),
    keyLog: profile.path('keys.log'),
    ended: program.ended,
    navigate: (url) => tab().navigate(url),
    evaluate: (expression) => tab().evaluate(expression),
    proceed: () => tab().proceed(),
    giveUp: (error) => tab().giveUp(error),
    close: async () => {
      // Asked in its own words it is gone soonest.
      await endedWithin(LIMITS.browserClose, program, cdp.call('Browser.close'));
      await guarded.close();
    },
  };
}
