/** Time as the stage needs it, handed in so that a test can turn it by hand. */
export interface Clock {
  /** ms from some fixed moment. */
  now(): number;
  /** Calls back once after `ms`; returns what cancels it. */
  after(ms: number, call: () => void): () => void;
}

/** The machine's own time. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** Between two calls of a clock that is sped up: ms, so that haste does not become flicker. */
const SHORTEST_WAIT = 25;

/** A clock that runs `speed` times as fast as another. */
export function atSpeed(clock: Clock, speed: number): Clock {
  return {
    now: () => clock.now() * speed,
    after: (ms, call) => clock.after(speed > 1 ? Math.max(SHORTEST_WAIT, ms / speed) : ms / speed, call),
  };
}
