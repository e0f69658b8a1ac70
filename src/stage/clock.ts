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
