import test from 'ava';

import { ProgramFault } from '../../../../lab/programs/program-fault.ts';
import { BrowserRefused } from '../../../../lab/victim/real/conversation.ts';
import { foundBrowser } from '../../../../lab/victim/real/found-browser.ts';
import { lastWords, orGone } from '../../../../lab/victim/real/last-words.ts';

const words = (said: string): string => lastWords('Chromium 156', 'exit status 1', said);
const program = (ended: Promise<string>): Parameters<typeof orGone>[1] => ({
  pid: 1,
  ended,
  signal: () => Promise.resolve(),
});
const did = (how: string): string => `it did not: ${how}`;

test('why a browser did not start is told by what it said last, with what to do where that is known', (t) => {
  t.is(words('dbus: no bus\nit is broken\n\n'), 'Chromium 156 did not start (exit status 1): it is broken');
  t.is(words(''), 'Chromium 156 did not start (exit status 1)');
  t.regex(words('Missing X server or $DISPLAY\n'), /can open no window here .*: play it without --window/);
  t.regex(words('Socket path too long: /a/b\n'), /set TMPDIR to another, such as \/tmp$/);
});

test('a browser that ends, or says no, is a fault of the machine’s; what is ready is given', async (t) => {
  const never = new Promise<string>(() => undefined);
  t.is(await orGone(Promise.resolve('ready'), program(never), 10_000, did), 'ready');
  const gone = orGone(new Promise(() => undefined), program(Promise.resolve('SIGKILL')), 10_000, did);
  await t.throwsAsync(gone, { instanceOf: ProgramFault, message: 'it did not: SIGKILL' });
  const refused = orGone(Promise.reject(new BrowserRefused('no')), program(never), 10_000, did);
  await t.throwsAsync(refused, { instanceOf: ProgramFault, message: 'it did not: no' });
  const bug = orGone(Promise.reject(new TypeError('a bug')), program(never), 10_000, did);
  await t.throwsAsync(bug, { instanceOf: TypeError });
});

test('on Windows itself no browser is driven, and that is a sentence', async (t) => {
  await t.throwsAsync(foundBrowser('firefox', 'win32'), {
    instanceOf: ProgramFault,
    message: /^Firefox is not driven on Windows itself: play it in WSL/,
  });
});
