/** The bounds of a scenario file. Text lengths in characters. */
export const SCENARIO_LIMITS = {
  /** Bytes of the whole file. */
  file: 256 * 1024,
  /** Keys, values and lists in a file, and how deep they may stand in one another. */
  nodes: 5_000,
  depth: 8,
  /** Problems listed of one file. */
  problems: 100,
  minutes: 120,
  lanes: 4,
  steps: 50,
  choices: 9,
  fields: 16,
  title: 80,
  laneTitle: 40,
  shows: 160,
  say: 160,
  choice: 80,
  because: 240,
  notes: 8_000,
  address: 200,
  fieldValue: 200,
} as const;

/** The bounds of a course's file, beside those of every file. Text lengths in characters. */
export const COURSE_LIMITS = {
  chapters: 20,
  /** In one chapter. */
  scenarios: 50,
  title: 40,
} as const;
