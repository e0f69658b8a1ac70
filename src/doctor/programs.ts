import { findProgram, howToInstall, isTooOld } from '../../lab/programs/find.ts';
import type { FoundProgram } from '../../lab/programs/find.ts';
import { PROGRAMS } from '../../lab/programs/programs.ts';
import type { Program, ProgramName } from '../../lab/programs/programs.ts';
import { codeOf } from '../errors.ts';
import type { Check } from './check.ts';
import { findConfinement } from '../../lab/programs/confinement.ts';
import type { Confinement } from '../../lab/programs/confinement.ts';

/** What is to be known of a program of the machine's. */
export interface ExaminedProgram {
  /** Undefined where it is not there. */
  readonly program?: FoundProgram;
  readonly confinement?: Confinement;
  /** What the system says where the program cannot even be asked. */
  readonly code?: string;
}

/** What each program is for. The built-in lessons need none of them. */
const FOR_WHAT = {
  chromium: 'a real browser as the victim, --victim chromium',
  firefox: 'a real browser as the victim, --victim firefox',
  nginx: 'the lesson real-servers',
  apache: 'the lesson real-servers',
  pebble: 'the lesson lets-encrypt',
  tshark: 'a look at the bytes from outside',
} as const satisfies Readonly<Record<ProgramName, string>>;

/** Every program that is looked for, in the order in which they are told. */
export const EXAMINED = [
  'chromium',
  'firefox',
  'nginx',
  'apache',
  'pebble',
  'tshark',
] as const satisfies readonly ProgramName[];

/** How long a program may take to say its version, in ms: it answers in a tenth of that, and a person waits. */
const PATIENCE = 2_500;

/** Looks for a program, and asks it for its version. */
export async function examineProgram(name: ProgramName): Promise<ExaminedProgram> {
  try {
    const program = await findProgram(name, PATIENCE);
    if (program === undefined) return {};
    const confinement = findConfinement(program.path);
    return { program, ...(confinement !== undefined && { confinement }) };
  } catch (error) {
    const code = codeOf(error);
    if (code === '') throw error;
    return { code };
  }
}

/** Whether a program is there, in which version, and whether the lab can use it. */
export function programCheck(
  name: ProgramName,
  { program, confinement, code }: ExaminedProgram,
  platform: NodeJS.Platform,
): Check {
  const { title, tried, least }: Program = PROGRAMS[name];
  const forWhat = FOR_WHAT[name];
  const todo = howToInstall(name, platform);
  const about = { name, title, state: 'note' } as const;
  if (code !== undefined)
    return { ...about, found: `the system does not start it (${code}); it is for ${forWhat}`, todo };
  if (program === undefined) return { ...about, found: `not found; only for ${forWhat}`, todo };
  const { path, version } = program;
  const details = {
    path,
    tried,
    ...(version !== undefined && { version }),
    ...(confinement !== undefined && { confinement }),
  };
  if (isTooOld(name, version))
    return {
      ...about,
      details,
      found: `${version} is too old for ${forWhat}, which needs ${least} or newer; ${path}`,
      todo,
    };
  const says = versionText(path, version, tried);
  if (confinement !== undefined)
    return {
      ...about,
      details,
      found: `${says}; a ${confinement}, which cannot see a run's folder under the temporary one`,
      todo: `another one beside it. ${todo}`,
    };
  return { ...about, state: 'ok', details, found: says };
}

function versionText(path: string, version: string | undefined, tried: string): string {
  if (version === undefined) return `${path} does not say its version (tried with ${tried})`;
  return version === tried ? `${version}, ${path}` : `${version} (tried with ${tried}), ${path}`;
}
