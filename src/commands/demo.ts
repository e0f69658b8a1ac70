import { UserError } from '../errors.ts';
import { findScenario } from '../script/catalogue/catalogue.ts';
import { loadScenario } from '../script/load.ts';
import type { Scenario } from '../script/scenario.ts';
import type { StageOpening } from '../stage/stage-terminal.tsx';
import { classDoor, classFailure, doorLines } from './class/class-options.ts';
import type { ClassDoorOptions } from './class/class-options.ts';
import type { OpenClass } from '../class/open-class.ts';
import { DemoRun, readCourse } from './demo-run.ts';
import { installExitHandler } from './exit-handler.ts';
import { refuseOverwrite } from './scenario-run.ts';
import type { DemoOptions } from './scenario-run.ts';
import { speedOf } from './speed.ts';

/**
 * Plays a scenario on the stage and leaves it open at the end; without a name, shows the catalogue first. `look` is what
 * the stage is drawn with.
 * However it is left, the terminal is given back, the lab is closed, and the claims of every scenario
 * that was played stand on the normal screen. The exit status is the worst of theirs.
 */
export async function demo(
  name: string | undefined,
  options: DemoOptions & ClassDoorOptions,
  look: Promise<StageOpening>,
): Promise<number> {
  if (name === undefined && options.save !== undefined)
    throw new UserError('--save writes one session: name the scenario, as in demo bank-login --save FILE');
  const speed = speedOf(options.speed ?? '1');
  const first = name === undefined ? undefined : await loadFirst(findScenario(name), options.save);
  const chapters = name === undefined ? await readCourse() : undefined;
  const pace = { speed, manual: options.manual === true };
  const room = await openRoom(options);
  const opening = await look;
  if (room !== undefined) await tellTeacher(room.lines);
  const run = new DemoRun(opening, { ...options, pace }, chapters, room?.open);
  const exitHandler = installExitHandler(() => run.leave());
  try {
    if ((await run.play(first)) === 'interrupt') exitHandler.interrupted();
  } finally {
    await room?.open.close();
  }
  return exitHandler.finish(run.closingLines, run.status);
}

/** A class, where one is wanted, and what the terminal says of it. */
interface Room {
  readonly open: OpenClass;
  readonly lines: readonly string[];
}

async function openRoom(options: DemoOptions & ClassDoorOptions): Promise<Room | undefined> {
  if (options.class !== true) {
    const { listen, publicUrl, teacherOnLan, teacherTokenFile } = options;
    if ((listen ?? publicUrl ?? teacherOnLan ?? teacherTokenFile) !== undefined)
      throw new UserError(
        '--listen, --public-url, --teacher-on-lan and --teacher-token-file are of a class: say --class as well',
      );
    return undefined;
  }
  const door = classDoor(options);
  const { openClass } = await import('../class/open-class.ts');
  const open = await openClass(door).catch((error: unknown) => {
    throw classFailure(error, door);
  });
  open.makeReady();
  return { open, lines: doorLines(door, open.address, open.teacher) };
}

/** Says on the terminal what the class on the stage's screen is not to see, and waits for Enter. */
async function tellTeacher(lines: readonly string[]): Promise<void> {
  const said = [
    ...lines,
    '',
    'The class does not see this. Open the page of the teacher, then press Enter: the stage opens.',
  ];
  process.stdout.write(said.map((line) => `${line}\n`).join(''));
  await new Promise<void>((resolve) => {
    process.stdin.once('data', () => resolve());
    process.stdin.once('end', () => resolve());
    process.stdin.resume();
  });
  process.stdin.pause();
}

function loadFirst(path: string, save: string | undefined): Promise<Scenario> {
  refuseOverwrite(path, save);
  return loadScenario(path);
}
