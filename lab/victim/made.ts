import type { ExchangeMade } from '../facts/facts.ts';

/** An exchange as the fact tells it, and what is for the victim's own browser to know. */
export interface Exchange extends Omit<ExchangeMade, 'type' | 'lane'> {
  /** The certificate error that a person clicked through to get here. */
  readonly fault?: string;
  /** The response went on beyond the bound on bodies; what lay beyond was not read. */
  readonly cut: boolean;
}
