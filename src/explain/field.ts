import type { Span } from '../../lab/wire/span.ts';

/** One thing that stands in the stream, explained. */
export interface Field {
  readonly label: string;
  /** Offset of its first byte in the stream. */
  readonly offset: number;
  /** Its own bytes; record headers in between are not counted. */
  readonly length: number;
  /** Where its bytes stand, when record headers split them. */
  readonly ranges?: readonly Span[];
  /** Short, for a person. What came from the wire is safe for one line of a terminal: text as it reads, the rest escaped. */
  readonly value: string;
  /** One or two plain sentences about this value. */
  readonly why: string;
  /** Where the rule stands: `RFC 9846 §4.2.2`, from SOURCES; empty where bytes are merely shown. */
  readonly source: string;
  readonly children?: readonly Field[];
}
