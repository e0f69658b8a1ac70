import type { Fed, StreamReader, UnitRead } from './protocol.ts';

/** How far a parser of frames has come in its direction: what is held of an unfinished head, and why it went no further. */
interface FramesRead {
  readonly head: Uint8Array;
  readonly position: number;
  readonly ended?: { readonly offset: number; readonly text: string } | undefined;
}

/** A protocol of frames, as its parser and its units are asked. */
export interface FramedProtocol<State extends FramesRead, Frame extends { readonly offset: number }> {
  readonly id: string;
  /** As a sentence names it. */
  readonly title: string;
  /** Takes the next bytes; gives what is whole by then. */
  readonly feed: (state: State, bytes: Uint8Array) => readonly [State, readonly Frame[]];
  /** The frame whose end has not come, as far as it is known. */
  readonly open: (state: State) => Frame | undefined;
  readonly unit: (frame: Frame, state: State) => UnitRead;
  /** About how many bytes the state keeps. */
  readonly weight: (state: State) => number;
}

/** Reads one direction of a protocol of frames: every frame is a unit. */
export class FrameReader<
  State extends FramesRead,
  Frame extends { readonly offset: number },
> implements StreamReader {
  readonly protocol: string;
  readonly #framing: FramedProtocol<State, Frame>;
  readonly #state: State;

  constructor(framing: FramedProtocol<State, Frame>, state: State) {
    this.protocol = framing.id;
    this.#framing = framing;
    this.#state = state;
  }

  get weight(): number {
    return this.#framing.weight(this.#state);
  }

  feed(bytes: Uint8Array): Fed {
    const { feed, unit, title } = this.#framing;
    const [state, frames] = feed(this.#state, bytes);
    const reader = new FrameReader(this.#framing, state);
    const units = frames.map((frame) => unit(frame, state));
    const { ended } = state;
    if (ended === undefined) return { ...reader.end(), units };
    const why = (): string => `Not read as ${title} from here on: ${ended.text}.`;
    return { reader, units, lost: { offset: ended.offset, why, again: false } };
  }

  end(): Fed {
    const { open: openIn, unit } = this.#framing;
    const { head, position } = this.#state;
    const open = openIn(this.#state);
    const from = open?.offset ?? position - head.length;
    if (from === position) return { reader: this, units: [] };
    const begun = open === undefined ? {} : { begun: unit(open, this.#state) };
    return { reader: this, units: [], open: from, waits: () => NO_END, ...begun };
  }
}

const NO_END = 'The beginning of a frame whose end has not passed yet.';
