import type { Fact } from '../../lab/facts/session.ts';
import { openSession } from '../../src/session/read.ts';
import { REAL } from './saved.ts';

const session = await openSession(REAL);

/** The facts of a session that a real run wrote. */
export const RECORDED: readonly Fact[] = [...session.facts];

session.close();
