/** What a step can hold up large before the class, by its word in scenarios, with its meaning for teachers. */
export const SHOWN = {
  configuration: "the configuration under which a lane's nginx or Apache runs, line by line",
} as const;

/** One of these words. */
export type ShownWord = keyof typeof SHOWN;

/** All of them. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `keys` forgets what the keys are
export const SHOWN_WORDS = Object.keys(SHOWN) as readonly ShownWord[] as readonly [ShownWord, ...ShownWord[]];
