import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { saveTo } from '../../src/session/file.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { Session } from '../../src/session/session.ts';
import { needing } from '../helpers/needing.ts';
import { savedSession } from '../helpers/saved-facts.ts';

test('a session takes the place of what was in the file where that is forced, and its owner alone can read it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'session.jsonl');
  writeFileSync(path, 'what was there before');
  chmodSync(path, 0o644);
  const session = new Session(() => 0);
  t.throws(() => saveTo(path, session), { message: /is there already.*--force/ });
  t.is(readFileSync(path, 'utf8'), 'what was there before');
  const file = saveTo(path, session, { force: true });
  const facts = savedSession('bank-login.jsonl');
  for (const fact of facts) session.restore(fact);
  t.is(await file.close(), undefined);
  t.is(readFileSync(path, 'utf8'), facts.map((fact) => `${toJsonLine(fact)}\n`).join(''));
  t.is(statSync(path).mode & 0o777, 0o600);
});

needing('fifo')('a FIFO that nobody reads from is refused without waiting', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'fifo');
  execFileSync('mkfifo', [path]);
  t.throws(() => saveTo(path, new Session(() => 0)), { code: 'ENXIO' });
});
