/** `ok`: fine. `note`: it works, and there is something to know, or something is missing that only some lessons need. `fail`: the built-in lessons do not run. */
export type CheckState = 'ok' | 'note' | 'fail';

/** What was looked at, what was found, and what a person can do about it. Texts may hold what strange programs and the environment say. */
export interface Check {
  /** In kebab-case; programs that read this hold to it. */
  readonly name: string;
  /** The same for people. */
  readonly title: string;
  readonly state: CheckState;
  readonly found: string;
  readonly todo?: string;
  /** What was found as data, for programs. */
  readonly details?: Readonly<Record<string, string | number | boolean>>;
}

/** Whether the built-in lessons run on a machine of which this was found. */
export function isReady(checks: readonly Check[]): boolean {
  return checks.every(({ state }) => state !== 'fail');
}
