import type { StageScene } from '../scene.ts';
import type { NotesMessage, ScenarioMessage, StepMessage } from './messages.ts';
import { notesOf } from './step-notes.ts';

/** What the notes need of a stage. */
export interface NotesSource {
  readonly scene: () => StageScene;
  /** Whether nothing is to be seen. */
  readonly blank: () => boolean;
  /** The scenario that may follow now, where one may. */
  readonly ahead: () => string | undefined;
  readonly subscribe: (listener: () => void) => () => void;
}

/** How the stage stands, but for the time. */
type Standing = Omit<StepMessage, 'type' | 'elapsed' | 'inStep'>;

/** Turns what the stage shows into messages: a new one only where a step or its state has changed. */
export class NotesFeed {
  readonly #clock: () => number;
  #send: (message: NotesMessage) => void = () => undefined;
  #scenario: ScenarioMessage | undefined;
  #last: Standing | undefined;
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
  readonly followStage = (source: NotesSource, minutes: number): (() => void) => {
    this.#began = this.#clock();
    this.#last = undefined;
    this.#scenario = undefined;
    const look = (): void => this.#look(source, minutes);
    look();
    return source.subscribe(look);
  };

  #look(source: NotesSource, minutes: number): void {
    const scene = source.scene();
    if (scene.state.title === '') return;
    if (this.#scenario === undefined) {
      const { title, notes } = scene.state;
      const steps = scene.state.steps.map((step) => ({
        kind: step.kind,
        text: step.text,
        ...notesOf(step),
      }));
      this.#scenario = { type: 'scenario', title, minutes, notes, steps };
      this.#send(this.#scenario);
    }
    const standing = standingOf(scene, source.blank(), source.ahead());
    const last = this.#last;
    if (last !== undefined && isSame(last, standing)) return;
    if (last?.step !== standing.step) this.#stepBegan = this.#clock();
    this.#last = standing;
    for (const message of this.#step()) this.#send(message);
  }

  #step(): readonly StepMessage[] {
    if (this.#last === undefined) return [];
    const now = this.#clock();
    return [{ type: 'step', ...this.#last, elapsed: now - this.#began, inStep: now - this.#stepBegan }];
  }
}

function standingOf(
  { state, asks, paused, waits, over }: StageScene,
  blank: boolean,
  ahead: string | undefined,
): Standing {
  const { step, question } = state;
  return {
    step,
    paused,
    waits,
    over,
    ...(blank && { blank }),
    ...(asks && question !== undefined && { choices: question.choices }),
    ...(ahead !== undefined && { ahead }),
  };
}

function isSame(one: Standing, other: Standing): boolean {
  return (
    one.step === other.step &&
    one.paused === other.paused &&
    one.waits === other.waits &&
    one.over === other.over &&
    one.blank === other.blank &&
    one.choices === other.choices &&
    one.ahead === other.ahead
  );
}
