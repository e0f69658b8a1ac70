import type { FactKind } from './kind.ts';
import { anyText } from './values.ts';

/** Something that whoever reads a capture from elsewhere must know of it: where it stops, what was left out. */
export interface CaptureNoted {
  readonly type: 'capture-noted';
  readonly text: string;
}

const captureNoted: FactKind<CaptureNoted> = {
  type: 'capture-noted',
  fields: { text: anyText },
  often: 'bounded',
  by: 'lab',
  sentence: ({ text }) => text,
  brief: 'untold',
};

/** What a capture from elsewhere says of itself. */
export const CAPTURE_FACTS = [captureNoted] as const;
