import { mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { needing } from './helpers/needing.ts';
import { unreadable, unwritable } from '../src/file-faults.ts';

function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'plainsight-faults-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** What is said where a new file cannot be opened at a path, or what the system says of another. */
function said(path: string, flags = 'w'): string {
  const error = errorOf(() => openSync(path, flags));
  const told = unwritable('x', error);
  return told instanceof Error ? told.message : '';
}

function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test('why a file cannot be written is the fault that there is', (t) => {
  const home = folder(t);
  writeFileSync(join(home, 'file'), '');
  mkdirSync(join(home, 'sub'));
  symlinkSync(join(home, 'nowhere', 'x'), join(home, 'link'));
  symlinkSync('circle', join(home, 'circle'));
  t.is(said(join(home, 'none', 'x')), 'cannot write x: its folder does not exist');
  t.is(said(join(home, 'file', 'x')), 'cannot write x: what should be its folder is a file');
  t.is(said(join(home, 'sub')), 'cannot write x: it is a folder');
  t.is(said(join(home, 'link')), 'cannot write x: it is a link that leads nowhere');
  t.is(said(join(home, 'circle')), 'cannot write x: its links lead in a circle');
  t.is(said(join(home, 'y'.repeat(300))), 'cannot write x: the name is too long');
});

needing('proc')('a folder that is there and takes no files is not said to be missing', (t) => {
  t.is(said('/proc/x'), 'cannot write x: its folder takes no new files');
});

test('what the system calls a fault is said in words, to whoever writes and to whoever reads', (t) => {
  const words = {
    EACCES: [/no permission to write there$/, /no permission to read it$/],
    EPERM: [/the system lets nobody write there$/, /no permission to read it$/],
    EROFS: [/the disk is read-only$/, undefined],
    ETXTBSY: [/it is a program that runs$/, undefined],
    EMFILE: [/too many files are open/, /too many files are open/],
    EIO: [/the disk says that it failed$/, /the disk says that it failed$/],
    EWHAT: [/the system says EWHAT$/, /the system says EWHAT$/],
  } as const;
  for (const [code, [writes, reads]] of Object.entries(words)) {
    t.like(unwritable('x', fault(code)), { name: 'UserError' });
    t.regex(String(unwritable('x', fault(code))), writes);
    if (reads !== undefined) t.regex(String(unreadable('x', fault(code))), reads);
  }
  const bug = new Error('bug');
  t.is(unwritable('x', bug), bug);
});
