import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readScenario } from '../src/script/format/scenario-file.ts';
import { AT_ONCE } from '../src/script/play/pace.ts';
import { play } from '../src/script/play/player.ts';
import { programRoot, programVersion } from '../src/root.ts';
import { Session } from '../src/session/session.ts';
import { Director } from '../src/stage/director.ts';
import { RECORDED_PALETTE } from '../src/stage/painter.ts';
import { HandClock } from './support/hand-clock.ts';
import { onTerminal } from './support/stage-terminal.ts';
import { toSvg } from './svg.ts';

// `make picture`: plays a scenario for real, and draws the stage at the end of one step into docs/stage.svg.
const COLUMNS = 100;
const ROWS = 30;
/** The step whose end is shown, from 0: both logins are made, and both claims are checked. */
const STEP = 6;

const root = programRoot();
const scenario = await readScenario(join(root, 'scenarios/bank-login.yaml'));
const run = new Session();
const played = play({ scenario, session: run, seed: 'picture', version: programVersion(), pace: AT_ONCE });
await played.done;
await played.stop();

const clock = new HandClock();
const session = new Session(() => clock.now());
const director = new Director(session, clock);
for (const fact of run.facts) {
  if (fact.type === 'step-started' && fact.index > STEP) break;
  session.restore(fact);
}
clock.turn(10 * 60_000);
const terminal = onTerminal(director, COLUMNS, ROWS, RECORDED_PALETTE);
const cells = await terminal.cells();
await terminal.close();
director.stop();
writeFileSync(
  join(root, 'docs/stage.svg'),
  toSvg(cells, 'Plainsight: a bank login on port 80 and on port 443'),
);
