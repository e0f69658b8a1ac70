import test from 'ava';

import { givesWay } from '../../../../lab/attacker/tap/places.ts';
import type { Guest } from '../../../../lab/attacker/tap/places.ts';

const LIMITS = { silence: 300, turn: 1_000 };

function guest(what: Pick<Guest, 'heard' | 'answered'> & Partial<Guest>): Guest {
  return { victims: false, told: true, start: () => {}, end: () => {}, ...what };
}

test('The stranger that was silent longest gives way, where it was silent long enough', (t) => {
  const [early, late] = [guest({ heard: 100, answered: 100 }), guest({ heard: 101, answered: 101 })];
  t.is(givesWay([late, early], 401, LIMITS), early);
  t.is(givesWay([late, early], 399, LIMITS), undefined);
  t.is(givesWay([], 5_000, LIMITS), undefined);
});

test('Who is owed an answer, or was never heard, has a turn; nobody has more by talking', (t) => {
  const owed = guest({ heard: 200, answered: 100 });
  const unheard = guest({ heard: 150, answered: 150, told: false });
  const slow = guest({ heard: 1_190, answered: 190 });
  t.is(givesWay([owed, unheard, slow], 1_099, LIMITS), undefined);
  t.is(givesWay([owed, unheard, slow], 1_100, LIMITS), owed);
  t.is(givesWay([owed, unheard, slow], 1_150, LIMITS), unheard);
  t.is(givesWay([slow], 1_190, LIMITS), slow);
});

test("The victim's never give way", (t) => {
  t.is(givesWay([guest({ heard: 0, answered: 0, victims: true })], 5_000, LIMITS), undefined);
});
