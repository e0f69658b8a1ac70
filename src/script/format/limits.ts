/** The bounds of a scenario file, beside those of every file. Text lengths in characters. */
export const SCENARIO_LIMITS = {
  minutes: 120,
  lanes: 4,
  steps: 50,
  /** Seconds that one step may wait. */
  wait: 60,
  choices: 9,
  tasks: 12,
  /** What one task may be worth. */
  points: 100,
  /** Entries of one list under `teaching`. */
  teaching: 12,
  fields: 16,
  /** Customers of one bank that a lane names. */
  customers: 8,
  title: 80,
  laneTitle: 40,
  shows: 160,
  say: 160,
  link: 100,
  /** Characters of what is said in a chat. */
  chat: 200,
  choice: 80,
  because: 240,
  notes: 8_000,
  note: 1_000,
  address: 200,
  fieldValue: 200,
} as const;
