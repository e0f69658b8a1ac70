import type { StageScene } from '../scene.ts';
import type { NotesMessage, ScenarioMessage, StepMessage } from './messages.ts';
import { notesOf } from './step-notes.ts';

/** What the notes need of a director. */
export interface NotesSource {
  readonly scene: () => StageScene;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Turns what the stage shows into messages: a new one only where a step or its state has changed. */
export class NotesFeed {
  readonly #clock: () => number;
  #send: (message: NotesMessage) => void = () => undefined;
  #scenario: ScenarioMessage | undefined;
  #last: Pick<StepMessage, 'step' | 'paused' | 'waits' | 'over'> | undefined;
  #began = 0;
  #stepBegan = 0;

  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** Who gets every message from now on. */
  readonly sendTo = (send: (message: NotesMessage) => void): void => {
    this.#send = send;
  };

  /** Everything that one who comes now has to know. */
  readonly greeting = (): readonly NotesMessage[] =>
    this.#scenario === undefined ? [{ type: 'catalogue' }] : [this.#scenario, ...this.#step()];

  /** The catalogue is shown. */
  readonly showCatalogue = (): void => {
    this.#scenario = undefined;
    this.#last = undefined;
    this.#send({ type: 'catalogue' });
  };

  /** A stage is shown that plays for `minutes` in a class; returns what ends the following of it. */
  readonly followStage = (director: NotesSource, minutes: number): (() => void) => {
    this.#began = this.#clock();
    this.#last = undefined;
    this.#scenario = undefined;
    const look = (): void => this.#look(director.scene(), minutes);
    look();
    return director.subscribe(look);
  };

  #look({ state, paused, waits, over }: StageScene, minutes: number): void {
    if (state.title === '') return;
    if (this.#scenario === undefined) {
      const { title, notes } = state;
      const steps = state.steps.map((step) => ({ kind: step.kind, text: step.text, ...notesOf(step) }));
      this.#scenario = { type: 'scenario', title, minutes, notes, steps };
      this.#send(this.#scenario);
    }
    const { step } = state;
    const last = this.#last;
    if (last?.step === step && last.paused === paused && last.waits === waits && last.over === over) return;
    if (last?.step !== step) this.#stepBegan = this.#clock();
    this.#last = { step, paused, waits, over };
    for (const message of this.#step()) this.#send(message);
  }

  #step(): readonly StepMessage[] {
    if (this.#last === undefined) return [];
    const now = this.#clock();
    return [{ type: 'step', ...this.#last, elapsed: now - this.#began, inStep: now - this.#stepBegan }];
  }
}
