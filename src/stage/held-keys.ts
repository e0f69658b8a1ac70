import { createContext } from 'react';

/** Whether the keys of the screen below are held: something stands in the bottom row that has them all to itself. */
export const HeldKeys = createContext(false);
