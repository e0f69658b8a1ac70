import { readFile, writeFile } from 'node:fs/promises';

import type { ClaimChecked } from '../lab/facts/session.ts';
import type { LaneSettings } from '../lab/settings.ts';
import { findScenario, listCatalogue } from '../src/script/catalogue/catalogue.ts';
import { loadScenario } from '../src/script/load.ts';
import { AT_ONCE } from '../src/script/play/pace.ts';
import { play } from '../src/script/play/player.ts';
import { Session } from '../src/session/session.ts';
import { BROWSER_EXCEPTIONS, BROWSER_SETTINGS } from './support/browser-exceptions.ts';

/**
 * `make browsers`: plays the whole catalogue with every browser, and writes the table of docs/browsers.md anew. Exits 1
 * where a claim does not hold and no exception says why, or an exception is no longer one.
 */

type Player = LaneSettings['victim']['browser'];

const PLAYERS = ['model', 'chromium', 'firefox'] as const satisfies readonly Player[];
const DOCUMENT = 'docs/browsers.md';
const [BEGIN, END] = ['<!-- catalogue: written by make browsers -->', '<!-- end of the catalogue -->'];

/** One scenario with one browser. */
interface Played {
  readonly claims: readonly ClaimChecked[];
  /** What the browser calls itself; empty for the model. */
  readonly title: string;
  readonly seconds: number;
  /** Why it could not be played. */
  readonly fault?: string;
}

async function playWith(id: string, victim: Player): Promise<Played> {
  const scenario = await loadScenario(findScenario(id));
  const session = new Session();
  const began = performance.now();
  const running = play({ scenario, session, seed: 'browsers', version: '0.0.0', pace: AT_ONCE, victim });
  const fault = await running.done.then(
    () => undefined,
    (error: unknown) => String(error),
  );
  await running.stop();
  const claims = session.facts.filter((fact) => fact.type === 'claim-checked');
  const title = session.facts.find((fact) => fact.type === 'victim-opened')?.title ?? '';
  const seconds = (performance.now() - began) / 1000;
  return { claims, title, seconds, ...(fault !== undefined && { fault }) };
}

function cell({ claims, fault }: Played): string {
  if (fault !== undefined) return `not played: ${fault}`;
  const failed = claims.filter(({ held }) => !held);
  if (failed.length === 0) return `all ${claims.length} held`;
  return failed.map(({ lane, claim, evidence }) => `${lane}: ${claim} ✗ ${evidence.text}`).join('<br>');
}

/** Claims that failed with no exception, and exceptions whose claims held. */
function faultsOf(scenario: string, browser: Player, { claims, fault }: Played): readonly string[] {
  if (fault !== undefined) return [`${scenario}, ${browser}: ${fault}`];
  const known = BROWSER_EXCEPTIONS.filter((each) => each.scenario === scenario && each.browser === browser);
  const failed = claims.filter(({ held }) => !held).map(({ claim }) => claim);
  return [
    ...failed
      .filter((claim) => !known.some((each) => each.claim === claim))
      .map((claim) => `${scenario}, ${browser}: "${claim}" does not hold`),
    ...known
      .filter(({ claim }) => !failed.includes(claim))
      .map(({ claim }) => `${scenario}, ${browser}: "${claim}" holds, and is no exception any more`),
  ];
}

const titles = new Map<Player, string>([['model', 'the model']]);
const rows: string[] = [];
const faults: string[] = [];
for (const { id } of await listCatalogue()) {
  const cells: string[] = [];
  for (const player of PLAYERS) {
    const played = await playWith(id, player);
    if (played.title !== '') titles.set(player, played.title);
    cells.push(cell(played));
    faults.push(...faultsOf(id, player, played));
    process.stdout.write(`${id}, ${player}: ${cell(played)}, ${played.seconds.toFixed(1)} s\n`);
  }
  rows.push(`| \`${id}\` | ${cells.join(' | ')} |`);
}

const exceptions = BROWSER_EXCEPTIONS.map(
  ({ scenario, browser, claim, reason }) => `- \`${scenario}\`, ${browser}, "${claim}": ${reason}`,
);
const text = [
  BEGIN,
  '',
  `| Scenario | ${PLAYERS.map((player) => titles.get(player) ?? player).join(' | ')} |`,
  '| --- | --- | --- | --- |',
  ...rows,
  '',
  ...(exceptions.length === 0 ? ['No claim fails because a browser behaves otherwise.'] : exceptions),
  '',
  '| Setting of a victim | Chromium | Firefox |',
  '| --- | --- | --- |',
  ...BROWSER_SETTINGS.map((row) => `| ${row.join(' | ')} |`),
  '',
  END,
].join('\n');
const document = await readFile(DOCUMENT, 'utf8');
const [from, to] = [document.indexOf(BEGIN), document.indexOf(END)];
if (from < 0 || to < from) throw new Error(`${DOCUMENT} has no place for the catalogue`);
await writeFile(DOCUMENT, document.slice(0, from) + text + document.slice(to + END.length));
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
