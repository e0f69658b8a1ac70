/** Where bytes lie: the offset of the first in its direction's stream, and how many. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}
