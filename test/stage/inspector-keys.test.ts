import test from 'ava';
import { sealFacts } from '../../src/export/sealed.ts';
import { openInspectorTerminal } from '../helpers/inspector-terminal.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';

const ENTER = '\r';
const TAB = '\t';
const BANNER = 'with the victim’s keys: the attacker does not have these';

for (const [columns, rows] of [
  [80, 24],
  [100, 30],
] as const) {
  test(`at ${columns}×${rows}: k opens what is sealed and says whose keys these are; k again shuts it`, async (t) => {
    const screen = openInspectorTerminal(RECORDED, columns, rows);
    t.teardown(screen.close);
    await screen.until((text) => text.includes('inspect'));
    screen.press('G');
    screen.press(ENTER);
    await screen.until((text) => text.includes('what passed'));
    screen.press('k');
    await screen.until((text) => text.includes('no key is needed'));
    screen.press(TAB);
    await screen.until((text) => /application data +\d/.test(text));
    screen.press('k');
    const text = await screen.until((all) => all.includes(BANNER));
    t.regex(text, /the victim’s keys open (\d+) of \1 sealed records/);
    t.regex(text, /application data +(?:EncryptedExtensions|EncryptedE…)/);
    t.regex(text, /application data +Finished/);
    t.regex(text, /opened bytes to the bank/);
    screen.press('/');
    await screen.until((all) => all.includes('esc not'));
    screen.press('password=');
    await screen.until((all) => all.includes('/password='));
    screen.press(ENTER);
    const found = await screen.until((all) => all.includes(', with the victim’s keys · n next'));
    t.regex(found, /› password = \S+/);
    t.true(screen.rows().every((row) => row.length <= columns));
    screen.press('k');
    const shut = await screen.until((all) => all.includes('keys laid down'));
    t.false(shut.includes(BANNER));
    t.notRegex(shut, /POST \/login/);
  });
}

test('in a session that was sealed k says why it opens nothing', async (t) => {
  const screen = openInspectorTerminal([...sealFacts(RECORDED)], 100, 30);
  t.teardown(screen.close);
  await screen.until((text) => text.includes('inspect'));
  screen.press('G');
  screen.press(ENTER);
  await screen.until((text) => text.includes('what passed'));
  screen.press(TAB);
  await screen.until((text) => /application data +\d/.test(text));
  screen.press('k');
  const text = await screen.until((all) => all.includes('no TLS secrets of the victim'));
  t.regex(text, /a sealed export leaves them out/);
  t.false(text.includes(BANNER));
});

test('the help names the key', async (t) => {
  const screen = openInspectorTerminal(RECORDED, 100, 30);
  t.teardown(screen.close);
  await screen.until((text) => text.includes('inspect'));
  screen.press(ENTER);
  await screen.until((text) => text.includes('what passed'));
  screen.press('?');
  const text = await screen.until((all) => all.includes('victim’s keys'));
  t.regex(text, /k +open what is sealed with the victim’s keys/);
});
