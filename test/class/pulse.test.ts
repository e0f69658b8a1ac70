import test from 'ava';
import { Pulse } from '../../src/class/pulse.ts';

/** Longer than a test goes on. */
const LONG = 1_000_000;

test('what waits for its time is done at once where that is asked for, and not more often than that allows', (t) => {
  let done = 0;
  const pulse = new Pulse(LONG, () => (done += 1), LONG);
  t.teardown(() => pulse.stop());
  pulse.hasten(0);
  t.is(done, 0, 'nothing was wanted');
  pulse.beat();
  t.is(done, 0);
  pulse.hasten(LONG);
  t.is(done, 1, 'it was never done before');
  pulse.hasten(0);
  t.is(done, 1, 'nothing more was wanted');
  pulse.beat();
  pulse.hasten(LONG);
  t.is(done, 1, 'it was done just now');
  pulse.hasten(0);
  t.is(done, 2);
});

test('what was asked for while it rested is done after that, once', async (t) => {
  let done = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const pulse = new Pulse(1, () => {
    done += 1;
    if (done === 2) resolve();
  });
  for (let beat = 0; beat < 5; beat += 1) pulse.beat();
  t.is(done, 1);
  await promise;
  pulse.stop();
  t.is(done, 2);
});
