import test from 'ava';
import type { ExecutionContext } from 'ava';
import { createElement } from 'react';
import type { CertificateShown } from '../../lab/facts/facts.ts';
import type { ShownWord } from '../../lab/facts/shown.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { Director } from '../../src/stage/director.ts';
import { Stage } from '../../src/stage/stage.tsx';
import { logOf } from '../helpers/log-of.ts';
import { savedSession } from '../helpers/saved-facts.ts';
import { KEYS, showOn } from '../helpers/shown.ts';
import type { Shown } from '../helpers/shown.ts';

const LOGIN = savedSession('bank-login.jsonl');

const FORGED: CertificateShown = {
  type: 'certificate-shown',
  lane: 'sealed',
  host: 'bank.test',
  names: ['bank.test'],
  issuer: 'Café \u001b[31mAuthority',
  from: '2026-11-01T00:00:00.000Z',
  until: '2027-02-01T00:00:00.000Z',
  chain: ['bank.test'],
  fault: 'ERR_CERT_AUTHORITY_INVALID',
};

/** The login as it stands at its last step, which holds something up. */
function heldUp(
  t: ExecutionContext,
  word: ShownWord,
  columns: number,
  rows: number,
  more: readonly string[] = [],
): Shown {
  const lanes = more.map((id) => ({ id, title: `lane ${id}`, url: 'https://bank.test/' }));
  const facts = LOGIN.filter(({ type }) => type !== 'session-closed').map((fact): Fact =>
    fact.type === 'session-opened'
      ? {
          ...fact,
          ...(lanes.length > 0 && { lanes }),
          steps: fact.steps.map((step, index) =>
            index === fact.steps.length - 1
              ? { ...step, kind: 'show', shows: word, lanes: lanes.length > 0 ? more : step.lanes }
              : step,
          ),
        }
      : fact,
  );
  facts.splice(-2, 0, { at: facts.at(-2)?.at ?? 0, ...FORGED });
  const director = new Director(logOf(facts), { now: () => 0, after: () => () => undefined });
  director.toEnd();
  for (let point = -1; director.scene().point > point && director.scene().point < facts.length;) {
    point = director.scene().point;
    director.toEnd();
  }
  t.teardown(director.stop);
  return showOn(createElement(Stage, { director }), columns, rows);
}

const SHOWS: Readonly<Record<ShownWord, RegExp>> = {
  matrix: /Who sees what/,
  ladder: /seconds .*victim/s,
  inspector: /what passed ·/,
  certificate: /What her browser was shown/,
  configuration: /no configuration file/,
};

for (const [columns, rows] of [
  [80, 24],
  [160, 45],
] as const)
  for (const [word, shows] of Object.entries(SHOWS)) {
    test(`show: ${word} holds that up at ${columns}×${rows}, and no key of its own takes the stage's`, async (t) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the table are these words
      const shown = heldUp(t, word as ShownWord, columns, rows);
      t.regex((await shown.rows()).join('\n'), shows);
      await shown.press(KEYS.down);
      t.regex((await shown.rows()).join('\n'), shows);
      await shown.press('n');
      t.regex((await shown.rows()).join('\n'), /NOTES FOR THE INSTRUCTOR/);
      await shown.close();
    });
  }

test('four certificates stand in two rows where there is room, else two at a time', async (t) => {
  const four = (columns: number, rows: number): Shown =>
    heldUp(t, 'certificate', columns, rows, ['a', 'b', 'c', 'd']);
  const large = four(100, 30);
  t.regex((await large.rows()).join('\n'), /lane a.*lane b.*lane c.*lane d/s);
  await large.close();
  const small = four(80, 24);
  t.regex((await small.rows()).join('\n'), /2 of 4, tab: the others.*lane a.*lane b/s);
  await small.press(KEYS.tab);
  await small.press(KEYS.tab);
  t.regex((await small.rows()).join('\n'), /lane c.*lane d/s);
  await small.close();
});

test('the certificate is shown with what is wrong in it, and steers no terminal', async (t) => {
  const shown = heldUp(t, 'certificate', 100, 30);
  const text = (await shown.rows()).join('\n');
  t.regex(text, /none by now: nothing came over TLS/);
  t.regex(text, /✗ issued by +Café \\u001b\[31mAuthority/);
  t.regex(text, /valid until +2027-02-01/);
  t.regex(text, /✗ her browser says ERR_CERT_AUTHORITY_INVALID/);
  await shown.close();
});
