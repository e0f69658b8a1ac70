/** Where a class comes in that follows on devices of its own. */
export interface Invitation {
  /** As it is typed into a browser. */
  readonly address: string;
  /** The code of the class as it is now. */
  readonly code: () => string;
  /** For React: calls `listener` when that has changed. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A stage to which nobody is invited. */
export const NOBODY_INVITED: Invitation = {
  address: '',
  code: () => '',
  subscribe: () => () => undefined,
};
