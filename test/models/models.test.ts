import test from 'ava';
import { fuzz } from '../../tools/support/fuzz.ts';
import { FRAME_TARGETS } from '../../tools/support/frame-targets.ts';
import { MODEL_TARGETS } from '../../tools/support/model-targets.ts';
import { OPENING_TARGETS } from '../../tools/support/opening-targets.ts';
import { READER_TARGETS } from '../../tools/support/reader-targets.ts';
import { REWRITING_TARGETS } from '../../tools/support/rewriting-targets.ts';
import { VIEW_TARGETS } from '../../tools/support/view-targets.ts';

/** Inputs of each target here, where `make fuzz` gives a million; and of those that are slow. */
const COUNT = { ordinary: 60, slow: 6 };

for (const target of [
  ...MODEL_TARGETS,
  ...OPENING_TARGETS,
  ...FRAME_TARGETS,
  ...READER_TARGETS,
  ...REWRITING_TARGETS,
  ...VIEW_TARGETS,
]) {
  test(`${target.name}: what the model says comes out`, async (t) => {
    const count = target.slow === true ? COUNT.slow : COUNT.ordinary;
    t.deepEqual(await fuzz(target, { seed: 7, count }), []);
  });
}

test('a reader that is wrong is found out, and five findings are enough', async (t) => {
  const later = { name: 'broken', attempt: () => Promise.reject(new Error('no')) };
  const atOnce = {
    name: 'broken',
    attempt: () => {
      throw new Error('no');
    },
  };
  for (const target of [later, atOnce]) t.is((await fuzz(target, { seed: 1, count: 9 })).length, 5);
});
