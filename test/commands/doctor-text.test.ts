import test from 'ava';
import * as fc from 'fast-check';
import { doctorLines } from '../../src/commands/doctor-text.ts';
import type { Check } from '../../src/doctor/check.ts';

const FINE: Check = { name: 'node', title: 'Node', state: 'ok', found: '24.12.0' };
const SMALL: Check = {
  name: 'terminal',
  title: 'Terminal',
  state: 'note',
  found: '40×24; the stage needs 80×24',
  todo: 'make the window larger',
};
const PORT: Check = {
  name: 'port-80',
  title: 'Port 80',
  state: 'note',
  found: 'refused',
  todo: 'sudo sysctl net.ipv4.ip_unprivileged_port_start=80',
};
const BROKEN: Check = { name: 'loopback', title: 'Loopback', state: 'fail', found: 'no connection' };

test('On a wide page titles stand in a column, and what to do below what was found', (t) => {
  t.deepEqual(doctorLines([FINE, SMALL, BROKEN], { columns: 80, utf8: true }), [
    '✓ Node         24.12.0',
    '! Terminal     40×24; the stage needs 80×24',
    '               → make the window larger',
    '✗ Loopback     no connection',
    'The built-in lessons do not run here. What stops them: Loopback.',
  ]);
});

test('In 40 columns lines are broken at spaces, and a command’s long word fits', (t) => {
  t.deepEqual(doctorLines([FINE, SMALL, PORT], { columns: 40, utf8: false }), [
    'ok Node: 24.12.0',
    '!! Terminal: 40x24; the stage needs',
    '  80x24',
    '  -> make the window larger',
    '!! Port 80: refused',
    '  -> sudo sysctl',
    '  net.ipv4.ip_unprivileged_port_start=80',
    'The built-in lessons run here.',
  ]);
});

test('Colour comes with a terminal, and the sign stays what it is', (t) => {
  const [line = ''] = doctorLines([FINE], {
    columns: 80,
    utf8: true,
    palette: { theme: 'dark', colours: 16 },
  });
  t.true(line.startsWith('\u001b['));
  // oxlint-disable-next-line no-control-regex -- what is taken out is control characters
  t.is(line.replace(/\u001b\[\d+m/g, ''), '✓ Node         24.12.0');
});

const hostile = fc.string({ unit: 'binary', maxLength: 200 });
const anyCheck: fc.Arbitrary<Check> = fc.record(
  {
    name: fc.constant('name'),
    title: fc.constantFrom('Node', 'Temp folder'),
    state: fc.constantFrom('ok', 'note', 'fail'),
    found: hostile,
    todo: hostile,
  },
  { requiredKeys: ['name', 'title', 'state', 'found'] },
);

test('Whatever strange programs say, no line steers the terminal; without UTF-8 all is ASCII, and no line is too long', (t) => {
  fc.assert(
    fc.property(
      fc.array(anyCheck, { maxLength: 5 }),
      fc.integer({ min: 20, max: 120 }),
      (checks, columns) => {
        for (const line of doctorLines(checks, { columns, utf8: true }))
          t.notRegex(line, /[\p{Cc}\p{Cf}\p{Cs}]/u);
        for (const line of doctorLines(checks, { columns, utf8: false })) {
          t.regex(line, /^[\x20-\x7e]*$/);
          t.true(line.length <= columns, line);
        }
      },
    ),
  );
});
