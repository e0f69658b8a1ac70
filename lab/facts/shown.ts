/** What a step can hold up large before the class, by its word in scenarios, with its meaning for teachers. */
export const SHOWN = {
  matrix: 'who sees what, a table over the lanes',
  ladder: 'the conversation, message by message',
  inspector: 'what passed in the lane, down to the byte',
  certificate: 'what certificate her browser was shown, with what is wrong in it',
  configuration: "the configuration under which a lane's nginx or Apache runs, line by line",
} as const;

/** One of these words. */
export type ShownWord = keyof typeof SHOWN;

/** All of them. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `keys` forgets what the keys are
export const SHOWN_WORDS = Object.keys(SHOWN) as readonly ShownWord[] as readonly [ShownWord, ...ShownWord[]];
