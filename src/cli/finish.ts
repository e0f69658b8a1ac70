/** Takes what a command does, once it is chosen. Its modules are loaded only then. */
export type Finish = (status: Promise<number>) => Promise<void>;
