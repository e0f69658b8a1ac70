import { findConfinement } from '../../programs/confinement.ts';
import { howToInstall, needProgram } from '../../programs/find.ts';
import type { FoundProgram } from '../../programs/find.ts';
import { ProgramFault } from '../../programs/program-fault.ts';
import { PROGRAMS } from '../../programs/programs.ts';

/** The kinds of browser that may play a victim beside the lab's own model: Chrome, Edge and Brave are Chromium. */
export type RealBrowserKind = 'chromium' | 'firefox';

/** What those that are made of Chromium are called, by their files. */
const MADE_OF_CHROMIUM: readonly (readonly [RegExp, string])[] = [
  [/google.chrome|chrome\.exe$/i, 'Google Chrome'],
  [/edge/i, 'Microsoft Edge'],
  [/brave/i, 'Brave'],
];

/** A browser that can be driven, and what it calls itself. */
export interface FoundBrowser {
  readonly found: FoundProgram;
  /** `Chromium 156.0.8078.108`. */
  readonly title: string;
  /** The version that the lab was tried with, where this one is of another line. */
  readonly triedWith?: string;
}

/** Looks for a browser of that kind. Rejects with a `ProgramFault` where there is none that the lab can drive. */
export async function foundBrowser(
  kind: RealBrowserKind,
  platform: NodeJS.Platform = process.platform,
): Promise<FoundBrowser> {
  const named = PROGRAMS[kind].title;
  if (platform === 'win32')
    throw new ProgramFault(
      `${named} is not driven on Windows itself: play it in WSL, with the browser installed there`,
    );
  const found = await needProgram(kind);
  const confinement = findConfinement(found.path);
  if (confinement !== undefined)
    throw new ProgramFault(
      `${named} at ${found.path} is a ${confinement}, which cannot see a run's folder under the temporary one: install another one beside it. ${howToInstall(kind)}`,
    );
  const made = kind === 'chromium' ? MADE_OF_CHROMIUM.find(([file]) => file.test(found.path)) : undefined;
  const { tried } = PROGRAMS[kind];
  const isTried = found.version === undefined || lineOf(found.version) === lineOf(tried);
  const title = [made?.[1] ?? named, found.version ?? ''].join(' ').trimEnd();
  return { found, title, ...(!isTried && { triedWith: tried }) };
}

/** Browsers change with the first number of their version. */
function lineOf(version: string): string {
  return version.split('.')[0] ?? '';
}
