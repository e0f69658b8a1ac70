import { readFileSync } from 'node:fs';
import type { Fact } from '../../lab/facts/session.ts';
import { openSession } from '../../src/session/read.ts';

/** A session that a real run wrote, three claims held. */
export const REAL = 'test/fixtures/bank-login.jsonl';

/** The lines of that session, without line ends. */
export const REAL_LINES: readonly string[] = readFileSync(REAL, 'utf8').trimEnd().split('\n');

const session = await openSession(REAL);

/** The facts of that session. */
export const RECORDED: readonly Fact[] = [...session.facts];

session.close();
