import type { ExecutionContext } from 'ava';

import type { VictimSettings } from '../../lab/settings.ts';
import type { Notebook } from './attacker.ts';
import { alertsSent, tapped } from './taps.ts';
import { wholeLane } from './whole-lab.ts';
import type { Unlike } from './whole-lab.ts';

/** A lane in which two browsers are compared, and the addresses typed in it, one after another. */
export interface Case extends Unlike {
  readonly title: string;
  readonly visits: readonly string[];
}

/** What a browser did, a line each. */
export interface Behaviour {
  /** What its address bar said after each address. */
  readonly shown: readonly string[];
  /** What reached each port of the bank's in clear, and whether TLS did. */
  readonly sent: readonly string[];
  /** The alerts that it sent in clear. */
  readonly alerts: readonly string[];
}

/** What a browser does in a lane: the lab's own, or one of the machine's. */
export async function behaviourOf(
  t: ExecutionContext,
  browser: VictimSettings['browser'],
  { visits, ...unlike }: Case,
): Promise<Behaviour> {
  const lane = await wholeLane(t, { ...unlike, victim: { ...unlike.victim, browser } });
  const shown: string[] = [];
  for (const typed of visits) {
    const upgrades = lane.of('navigation-upgraded').length;
    await lane.victim.visit(typed);
    const page = lane.of('page-shown').at(-1);
    if (page === undefined) throw new Error('no page was shown');
    shown.push(line(typed, { ...page, upgraded: lane.of('navigation-upgraded')[upgrades]?.why }));
  }
  await lane.victim.close();
  return { shown, ...(await wire(lane)) };
}

interface Shown {
  readonly url: string;
  readonly status: number;
  readonly security: string;
  readonly error?: string | undefined;
  readonly upgraded?: string | undefined;
}

function line(typed: string, { url, status, security, error, upgraded }: Shown): string {
  const why = upgraded === undefined ? '' : ` (${upgraded})`;
  const went = url === typed ? typed : `${typed} → ${url}${why}`;
  return `${went}: ${security}, ${status === 0 ? error : status}`;
}

/** What the taps recorded, once every connection is over. */
async function wire(lane: Notebook): Promise<Pick<Behaviour, 'sent' | 'alerts'>> {
  const open = (): boolean => lane.of('connection-closed').length < lane.of('connection-opened').length;
  if (open()) await lane.when('connection-closed', () => !open());
  // Connections that carried nothing, and how many there were, are left out: Chromium opens some ahead.
  const sent = tapped(lane)
    .filter(({ toBank }) => toBank.length > 0)
    .flatMap(({ port, toBank }) => said(toBank).map((what) => `to ${port}: ${what}`));
  const alerts = alertsSent(lane)
    .filter(({ sealed }) => !sealed)
    .map(({ name, description }) => `${name} (${description})`);
  return { sent: [...new Set(sent)], alerts: [...new Set(alerts)] };
}

function said(toBank: Uint8Array): string[] {
  if (toBank[0] === 22) return ['TLS'];
  const text = Buffer.from(toBank).toString('latin1');
  const heads = text.split(/(?=(?:GET|POST) \S+ HTTP\/1\.1\r\n)/);
  // A browser asks for an icon when it finds the time.
  const pages = heads.filter((head) => !head.startsWith('GET /favicon.ico '));
  return pages.map((head) => {
    const first = /^\S+ \S+/.exec(head)?.[0] ?? 'something else';
    return `${first}${/\r\ncookie:/i.test(head) ? ' with the cookie' : ''}, in clear`;
  });
}
