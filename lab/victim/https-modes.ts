import type { VictimSettings } from '../settings.ts';
import { overHttps } from './hsts.ts';
import type { Step } from './navigation.ts';
import type { NetError } from './chromium-errors.ts';

/** A navigation that goes over https because the browser wants it so, not the address. */
export interface Upgrade {
  /** What was asked for, over http. */
  readonly from: Step;
  readonly mode: 'https-first' | 'https-only';
  /** When the browser gives https up, in ms of her patience's clock. */
  readonly deadline: number;
}

/**
 * What a browser makes of http addresses, as Chromium's upgrades do. `https-first` tries https and, where
 * that fails or takes too long, falls back to http without a word; the host then stays on http.
 * `https-only` shows a warning page instead (Chromium: "Always use secure connections", HTTPS-Only in
 * Firefox). Unlike Chromium's, ours upgrades forms too when it is https only, and takes every address for
 * one that a link gave: Chromium and Firefox, when https first, leave alone what was typed with http:// in full.
 */
export class HttpsModes {
  readonly #mode: VictimSettings['browses'];
  readonly #patience: number;
  readonly #now: () => number;
  readonly #fellBack = new Set<string>();

  /** `patience` is how long https may take to answer, in ms of the clock `now`. */
  constructor(
    mode: VictimSettings['browses'],
    patience: number,
    now: () => number = () => performance.now(),
  ) {
    this.#mode = mode;
    this.#patience = patience;
    this.#now = now;
  }

  /** The upgrade of `step`, where it is to be upgraded. */
  upgrade(step: Step): Upgrade | undefined {
    if (this.#mode === 'as-typed' || step.url.protocol !== 'http:') return undefined;
    if (this.#mode === 'https-first' && (step.method !== 'GET' || this.#fellBack.has(step.url.hostname)))
      return undefined;
    return { from: step, mode: this.#mode, deadline: this.#now() + this.#patience };
  }

  /** Takes note that https failed for `upgrade`: from now on its host is visited over http. */
  fallBack({ from }: Upgrade): void {
    this.#fellBack.add(from.url.hostname);
  }
}

/** `step` over https. */
export function secured(step: Step): Step {
  return { ...step, url: overHttps(step.url) };
}

/** Whether `error` tells that the host has no https. A network that is down tells nothing: its error is shown (Chromium: IsHttpsFirstModeExemptedError). */
export function meansNoHttps({ code }: NetError): boolean {
  return code !== 'ERR_NAME_NOT_RESOLVED' && code !== 'ERR_ADDRESS_UNREACHABLE';
}
