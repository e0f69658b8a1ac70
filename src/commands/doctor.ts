import { printableJson } from '../../lab/text/printable.ts';
import { isReady } from '../doctor/check.ts';
import type { Check } from '../doctor/check.ts';
import { examineMachine } from '../doctor/examine.ts';
import { reportEnding } from '../ending.ts';
import { programVersion } from '../root.ts';
import { SCENARIO_LIMITS } from '../script/format/limits.ts';
import { MADE_FOR, SMALLEST } from '../stage/layout.ts';
import type { Palette } from '../stage/painter.ts';
import { colourDepth, coloursOfDepth } from '../terminal/colours.ts';
import type { ColourSource } from '../terminal/colours.ts';
import { takesUtf8 } from '../terminal/locale.ts';
import { doctorLines } from './doctor-text.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';
import { themeFor } from './stage-look.ts';

/** Columns where neither a terminal nor COLUMNS says how many. */
const COLUMNS = 80;

/** Says what this machine has of all that lessons may need, and what to do where something is missing; exit status 0 where the built-in lessons run, else 3. */
export async function doctor({ json = false }: { readonly json?: boolean }): Promise<number> {
  const output = openOutput(process.stdout);
  const { platform, env, stdin, stdout } = process;
  const demands = { stage: { smallest: SMALLEST, madeFor: MADE_FOR }, lanes: SCENARIO_LIMITS.lanes };
  const { checks, interrupted } = await examineMachine({ platform, env, stdin, stdout }, demands);
  if (interrupted) return reportEnding({ by: 'signal', signal: 'SIGINT' });
  const page = {
    columns: columnsOf(stdout, env),
    utf8: takesUtf8(env, platform),
    ...(stdout.isTTY && env['TERM'] !== 'dumb' && { palette: paletteOf(stdout, env, checks) }),
  };
  const lines = json ? [doctorJson(checks)] : doctorLines(checks, page);
  for (const line of lines) output.write(`${line}\n`);
  await output.flush();
  return isReady(checks) ? EXIT.held : EXIT.lab;
}

/** What the signs are drawn with, on the background that was just found. */
function paletteOf(terminal: ColourSource, env: NodeJS.ProcessEnv, checks: readonly Check[]): Palette {
  const isLight = checks.some(({ details }) => details?.['background'] === 'light');
  const colours = coloursOfDepth(colourDepth(terminal, env));
  return { theme: themeFor(isLight ? 'light' : undefined), colours };
}

function columnsOf(stdout: NodeJS.WriteStream, env: NodeJS.ProcessEnv): number {
  if (stdout.isTTY && stdout.columns > 0) return stdout.columns;
  const said = Number(env['COLUMNS']);
  return Number.isInteger(said) && said > 0 ? said : COLUMNS;
}

/** One object on one line; titles are for people. */
function doctorJson(checks: readonly Check[]): string {
  const told = checks.map(({ name, state, found, todo, details }) => ({
    name,
    state,
    found,
    ...(todo !== undefined && { todo }),
    ...details,
  }));
  return printableJson(
    JSON.stringify({ plainsight: programVersion(), ready: isReady(checks), checks: told }),
  );
}
