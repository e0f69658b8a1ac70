import { randomInt } from 'node:crypto';

/** Who programs run as. */
export interface ProgramUser {
  readonly uid: number;
  readonly gid: number;
}

/** Numbers that systems give to services for the time that they run, and to nobody else (systemd, "Users, Groups, UIDs and GIDs"). */
const [FIRST, LAST] = [61_184, 65_519] as const;

function anyService(): ProgramUser {
  const id = randomInt(FIRST, LAST + 1);
  return { uid: id, gid: id };
}

/**
 * Whom programs run as where the lab runs as root: a user that has nothing, and that nobody else is. Undefined where the lab
 * has no more rights than its user; then its programs have the same.
 */
export const UNPRIVILEGED: ProgramUser | undefined = process.getuid?.() === 0 ? anyService() : undefined;
