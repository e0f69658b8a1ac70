import {
  chmodSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { exportSession } from '../../src/commands/export.ts';
import type { ExportCommandOptions, StandardOutput } from '../../src/commands/export.ts';
import { UserError } from '../../src/errors.ts';
import { toPcapng } from '../../src/export/pcapng.ts';
import { REAL, RECORDED } from '../../tools/support/recorded-session.ts';

const refuse = (): never => {
  throw new UserError('no session');
};

/** A folder with a session in it, which goes when the test ends. */
function folder(t: ExecutionContext): { session: string; at: (name: string) => string } {
  const path = mkdtempSync(join(tmpdir(), 'plainsight-'));
  t.teardown(() => rmSync(path, { recursive: true }));
  const session = join(path, 'session.jsonl');
  writeFileSync(session, readFileSync(REAL));
  return { session, at: (name) => join(path, name) };
}

/** A stand-in for standard output: what was written to it, and whether it is a terminal. */
function output(isTTY = false): { stream: StandardOutput; written: () => Buffer } {
  const pieces: Buffer[] = [];
  const stream = new Writable({
    write(piece: Buffer, _, done) {
      pieces.push(piece);
      setImmediate(done);
    },
  });
  return { stream: Object.assign(stream, { isTTY }), written: () => Buffer.concat(pieces) };
}

async function refusal(t: ExecutionContext, options: ExportCommandOptions, isTTY = false): Promise<string> {
  const { session } = folder(t);
  const { stream, written } = output(isTTY);
  const error = await t.throwsAsync(exportSession(session, options, stream), { instanceOf: UserError });
  t.is(written().length, 0);
  return error?.message ?? '';
}

test('a file is written whole, and its owner alone can read it', async (t) => {
  const { session, at } = folder(t);
  t.is(await exportSession(session, { to: 'pcapng', output: at('out.pcapng') }), 0);
  t.deepEqual(readFileSync(at('out.pcapng')), Buffer.concat([...toPcapng(RECORDED)]));
  t.is(statSync(at('out.pcapng')).mode & 0o777, 0o600);
});

test('a file that was there is replaced, and closed to others', async (t) => {
  const { session, at } = folder(t);
  writeFileSync(at('old'), 'x'.repeat(1_000_000));
  chmodSync(at('old'), 0o644);
  await exportSession(session, { to: 'keylog', output: at('old') });
  t.regex(readFileSync(at('old'), 'utf8'), /^# TLS secrets/);
  t.is(statSync(at('old')).mode & 0o777, 0o600);
});

test('no output, or -, is standard output', async (t) => {
  const { session } = folder(t);
  for (const options of [
    { to: 'pcapng', sealed: true },
    { to: 'pcapng', sealed: true, output: '-' },
  ]) {
    const { stream, written } = output();
    t.is(await exportSession(session, options, stream), 0);
    t.deepEqual(written(), Buffer.concat([...toPcapng(RECORDED, { sealed: true })]));
  }
});

test('text goes to a terminal, a capture does not', async (t) => {
  const { session } = folder(t);
  const { stream, written } = output(true);
  await exportSession(session, { to: 'text' }, stream);
  t.regex(written().toString(), /Bank login on port 80/);
  t.regex(await refusal(t, { to: 'pcapng' }, true), /nothing for a terminal.*-o session\.pcapng/);
});

test('an unknown format names the nearest and lists all', async (t) => {
  const message = await refusal(t, { to: 'pcap' });
  t.regex(message, /"pcap": did you mean pcapng\? The formats are pcapng, keylog, har, json, jsonl, text/);
  await refusal(t, { to: '__proto__' });
});

test('--sealed is refused where it would seal nothing', async (t) => {
  t.regex(await refusal(t, { to: 'har', sealed: true }), /--sealed leaves the keys out of pcapng/);
});

test('the session itself is never written over, by whatever name', async (t) => {
  const { session, at } = folder(t);
  const before = readFileSync(session);
  symlinkSync(session, at('soft'));
  linkSync(session, at('hard'));
  for (const name of [session, at('soft'), at('hard'), at('./session.jsonl')]) {
    await t.throwsAsync(exportSession(session, { to: 'json', output: name }), {
      instanceOf: UserError,
      message: /is the session itself/,
    });
  }
  t.deepEqual(readFileSync(session), before);
});

test('a file that cannot be written is the user’s affair, and said in a sentence', async (t) => {
  const { session, at } = folder(t);
  for (const name of [at('missing/out'), at('.')]) {
    await t.throwsAsync(exportSession(session, { to: 'json', output: name }), {
      instanceOf: UserError,
      message: /^cannot write /,
    });
  }
});

test('a session that cannot be read leaves the output as it was', async (t) => {
  const { session, at } = folder(t);
  writeFileSync(at('kept'), 'kept');
  await t.throwsAsync(exportSession(session, { to: 'json', output: at('kept') }, output().stream, refuse), {
    message: 'no session',
  });
  t.is(readFileSync(at('kept'), 'utf8'), 'kept');
});

test('a session that turns out wrong on the way is closed, and the file is said not to be whole', async (t) => {
  const { session, at } = folder(t);
  let closed = 0;
  const broken = {
    facts: {
      *[Symbol.iterator]() {
        yield* RECORDED.slice(0, 50);
        throw new UserError('line 51 is wrong');
      },
    },
    notices: [],
    close: () => void (closed += 1),
  };
  await t.throwsAsync(
    exportSession(session, { to: 'jsonl', output: at('out') }, output().stream, () => broken),
    {
      instanceOf: UserError,
      message: /^line 51 is wrong; .*out holds what came before$/,
    },
  );
  t.is(closed, 1);
});

test('a reader that goes away ends the export quietly', async (t) => {
  const { session } = folder(t);
  const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' });
  const stream: StandardOutput = new Writable({ write: (_, __, done) => done(gone) });
  t.is(await exportSession(session, { to: 'json' }, stream), 0);
});

test('a session is written as a page for a browser', async (t) => {
  const { session, at } = folder(t);
  t.is(await exportSession(session, { to: 'html', output: at('page.html') }), 0);
  const page = readFileSync(at('page.html'), 'utf8');
  t.true(page.startsWith('<!DOCTYPE html>'));
  t.true(page.endsWith('</html>\n'));
  t.is(statSync(at('page.html')).mode & 0o777, 0o600);
});
