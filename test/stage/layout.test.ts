import test from 'ava';
import { layOut, NARROWEST_HEX, NARROWEST_LANE } from '../../src/stage/layout.ts';

test('from 80×24 to 300×100 with one to four lanes, the rows and columns add up exactly', (t) => {
  for (let columns = 80; columns <= 300; columns += 1) {
    for (let rows = 24; rows <= 100; rows += 1) {
      for (let lanes = 1; lanes <= 4; lanes += 1) {
        const at = `${columns}×${rows}, ${lanes} lanes`;
        const layout = layOut(columns, rows, lanes);
        const { victimRows, wireRows, hexRows, readRows, claimRows, laneRows, narrationRows } = layout;
        // Attacker's head and caption, bank 2.
        const inside = victimRows + wireRows + 2 + hexRows + readRows + claimRows + wireRows + 2;
        const whole = 2 + (layout.compared ? 5 : layout.tabs ? 1 : 0) + 2 + laneRows + narrationRows + 1;
        const widths = layout.laneWidths.reduce((sum, width) => sum + width, 0);
        const narrowest = Math.min(...layout.laneWidths);
        // One assertion for a size: there are 68,000 of them.
        const right =
          layout.fits &&
          inside === laneRows &&
          whole === rows &&
          widths === columns &&
          Math.min(wireRows, readRows, claimRows, narrationRows) >= 1 &&
          hexRows >= 3 &&
          narrowest >= NARROWEST_LANE &&
          // Offset, two spaces, the bytes, a space, the text; the border, its space and the wire.
          (layout.textOnly
            ? narrowest < NARROWEST_HEX && narrowest >= layout.hexWidth + 5
            : narrowest >= 4 + 2 + 3 * layout.hexWidth + 1 + layout.hexWidth + 5) &&
          layout.laneWidths.length === (layout.tabs ? 1 : lanes);
        if (!right) t.fail(`${at}: ${JSON.stringify(layout)}`);
      }
    }
  }
  t.pass();
});

test('no size, however small, gives a negative number', (t) => {
  for (const columns of [0, 1, 10, 79]) {
    for (const rows of [0, 1, 10, 23]) {
      for (const lanes of [0, 1, 4]) {
        const layout = layOut(columns, rows, lanes);
        t.false(layout.fits);
        for (const value of Object.values(layout)) if (typeof value === 'number') t.true(value >= 0);
      }
    }
  }
});

test('lanes stand side by side where each is wide enough, else behind tabs', (t) => {
  t.false(layOut(80, 24, 2).tabs);
  t.true(layOut(80, 24, 3).tabs);
  t.false(layOut(80, 24, 3).compared);
  t.true(layOut(100, 30, 3).compared);
  t.false(layOut(120, 30, 3).tabs);
  t.false(layOut(100, 30, 2).tabs);
  t.false(layOut(80, 24, 1).tabs);
  t.true(layOut(159, 45, 4).tabs);
  t.false(layOut(160, 45, 4).tabs);
});

test('more room shows more: wider rows of bytes, more of what was read', (t) => {
  t.is(layOut(100, 30, 2).hexWidth, 8);
  t.is(layOut(160, 36, 2).hexWidth, 16);
  t.is(layOut(160, 36, 2).decodedWidth, 0);
  t.is(layOut(360, 80, 2).hexWidth, 32);
  t.true(layOut(160, 45, 2).readRows > layOut(80, 24, 2).readRows);
  t.true(layOut(160, 45, 2).claimRows > layOut(80, 24, 2).claimRows);
});

test('a tall screen says what the bytes say beside fewer of them in a row, where both fit', (t) => {
  t.like(layOut(160, 45, 2), { hexWidth: 8, decodedWidth: 34 });
  t.like(layOut(160, 45, 1), { hexWidth: 16, decodedWidth: 82 });
  t.like(layOut(160, 45, 4), { decodedWidth: 0, textOnly: true });
});
