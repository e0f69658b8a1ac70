import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAST_SIZE } from '../src/export/cast.ts';
import { readScenario } from '../src/script/format/scenario-file.ts';
import { AT_ONCE } from '../src/script/play/pace.ts';
import { play } from '../src/script/play/player.ts';
import { programRoot, programVersion } from '../src/root.ts';
import { Session } from '../src/session/session.ts';
import { recordStage } from '../src/stage/recording/record-stage.tsx';
import { cellsOfRows } from './support/stage-terminal.ts';
import { toMovingSvg, toSvg } from './svg.ts';
import type { SvgFrame } from './svg.ts';

// `make picture`: plays a scenario for real, and draws what its recording as a cast shows: docs/login.svg moves from the
// login to both claims, docs/stage.svg is the last frame of that.

/** Steps of the bank login, from 0: the first that moves, and the last. */
const STEPS = { first: 4, last: 6 } as const;

/** The fewest ms between two frames, and how long the last one stands. */
const FRAME = 200;
const LAST = 4_000;

const TITLE = 'Plainsight: a bank login on port 80 and on port 443';

const root = programRoot();
const scenario = await readScenario(join(root, 'scenarios/bank-login.yaml'));
const run = new Session();
const played = play({ scenario, session: run, seed: 'picture', version: programVersion(), pace: AT_ONCE });
await played.done;
await played.stop();

const after = run.facts.findIndex(({ type, ...fact }) => type === 'step-started' && isAfter(fact));
const frames: SvgFrame[] = [];
let began = 0;
for await (const { at, rows } of recordStage(run.facts.slice(0, after), CAST_SIZE)) {
  const step = Number(/step (\d+) of/.exec(rows[0] ?? '')?.[1] ?? 0) - 1;
  // The end of these facts is not the end of the lesson: what is said of that is left out.
  if (step < STEPS.first || rows.some((row) => row.includes(' claims held'))) continue;
  if (frames.length === 0) began = at;
  else if (at - began - (frames.at(-1)?.at ?? 0) < FRAME) continue;
  frames.push({ at: at - began, screen: await cellsOfRows(rows, CAST_SIZE.columns) });
}
const write = (name: string, svg: string): void => writeFileSync(join(root, 'docs', name), svg);
write('login.svg', toMovingSvg(frames, LAST, TITLE));
write('stage.svg', toSvg(frames.at(-1)?.screen ?? [], TITLE));

function isAfter(fact: object): boolean {
  return 'index' in fact && fact.index === STEPS.last + 1;
}
