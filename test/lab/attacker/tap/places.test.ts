import test from 'ava';

import { givesWay } from '../../../../lab/attacker/tap/places.ts';
import type { Guest } from '../../../../lab/attacker/tap/places.ts';

const LIMITS = { silence: 300, turn: 1_000 };

function guest(heard: number, answered: number, victims = false): Guest {
  return { victims, heard, answered, start: () => {}, end: () => {} };
}

test('The stranger that was silent longest gives way, where it was silent long enough', (t) => {
  const [early, late] = [guest(100, 100), guest(200, 0)];
  t.is(givesWay([late, early], 400, 0, LIMITS), early);
  t.is(givesWay([late, early], 399, 0, LIMITS), undefined);
  t.is(givesWay([], 400, 5_000, LIMITS), undefined);
});

test("Nobody waits for ever on those who talk without being answered, and the victim's never give way", (t) => {
  const [slow, busy] = [guest(4_990, 1_000), guest(4_980, 4_980)];
  t.is(givesWay([busy, slow], 5_000, 999, LIMITS), undefined);
  t.is(givesWay([busy, slow], 5_000, 1_000, LIMITS), slow);
  t.is(givesWay([busy], 5_000, 1_000, LIMITS), undefined);
  t.is(givesWay([guest(0, 0, true)], 5_000, 5_000, LIMITS), undefined);
});
