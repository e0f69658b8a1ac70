/** The bounds of a saved session that is read. Sizes in bytes, text lengths in characters. */
export const SESSION_LIMITS = {
  file: 16 * 1024 ** 3,
  /** One line with its line end. The longest that a run writes carries two bodies of 1 MiB in base64. */
  line: 4 * 1024 * 1024,
  facts: 10_000_000,
  /** Lanes that facts may name. A scenario has at most four. */
  lanes: 16,
  /** Facts of each type that a screen keeps for good: steps, claims, listeners, secrets and their like. */
  kept: 1_000,
  /** Connections open at once: four lanes with three taps of 512 each. */
  connections: 6_144,
  /** Bytes of one segment. A socket is read 64 KiB at a time. */
  segment: 64 * 1024,
  /** Bytes that one decrypted direction of a connection may have: a line holds them in base64. */
  decrypted: 2 * 1024 * 1024,
  /** Bytes of one body, before base64. */
  body: 1024 * 1024,
  /** Places that one claim's evidence names: a run names 16. */
  places: 64,
  /** Choices of one question. */
  choices: 9,
  /** Ids and names; and any other text. */
  name: 200,
  text: 256 * 1024,
  /** Entries of one list. */
  list: 20_000,
  /** Keys and items in a lane's settings, and how deep they may stand in one another. */
  settings: 1_000,
  depth: 8,
} as const;
