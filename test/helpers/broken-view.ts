/** A demo whose view breaks while the stage is shown: for a test, which runs this file as a program. */
import { guardProcess } from '../../src/ending.ts';
import { Timeline } from '../../src/stage/timeline.ts';
import type { LabState } from '../../src/views/stage/state.ts';

guardProcess();
const { main } = await import('../../src/cli.ts');

/** States that are drawn before the view breaks. */
let left = 6;

// What the stage draws is given a trap: whatever view asks for the lanes then throws.
// oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this`
const { stateAt } = Timeline.prototype;
Timeline.prototype.stateAt = function (point: number): LabState {
  const state = stateAt.call(this, point);
  left -= 1;
  if (left > 0) return state;
  return Object.defineProperty({ ...state }, 'lanes', {
    get: () => {
      throw new Error('a view broke');
    },
  });
};

process.exitCode = await main(['demo', 'bank-login']);
