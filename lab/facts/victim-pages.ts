import { listOf, oneOf, optional } from './codec.ts';
import type { FactKind } from './kind.ts';
import { anyText, httpStatus, laneId, shortText } from './values.ts';
import type { LaneId } from './values.ts';

/** What an address bar says of a page. */
export type Security = 'secure' | 'not-secure' | 'certificate-error' | 'unreachable';

/** The same, as every view writes it. */
export const SECURITY_WORDS = {
  secure: '✓ Secure',
  'not-secure': '⚠ Not secure',
  'certificate-error': '✗ Certificate error',
  unreachable: '✗ Unreachable',
} as const satisfies Record<Security, string>;

/** The victim's browser shows a page, or says why it does not. `error` is spelled as Chromium spells it. */
export interface PageShown {
  readonly type: 'page-shown';
  readonly lane: LaneId;
  readonly url: string;
  readonly status: number;
  readonly title: string;
  readonly security: Security;
  readonly error?: string;
  /** What the victim's own browser calls that error, where it has another name: `SEC_ERROR_UNKNOWN_ISSUER`. */
  readonly calls?: string;
  /** What a person would read on it first: its main heading and messages, at most 500 characters. */
  readonly text: string;
  /** Ids of the forms found in its HTML. */
  readonly forms: readonly string[];
}

const pageShown: FactKind<PageShown> = {
  type: 'page-shown',
  fields: {
    lane: laneId,
    url: anyText,
    status: httpStatus,
    title: anyText,
    security: oneOf('secure', 'not-secure', 'certificate-error', 'unreachable'),
    error: optional(anyText),
    calls: optional(shortText),
    text: anyText,
    forms: listOf(anyText),
  },
  often: 'any',
  by: 'victim',
  sentence: (page) =>
    `${SECURITY_WORDS[page.security]} │ ${page.url}  ${page.error ?? `${page.status} "${page.title}"`}${calledText(page)}`,
  brief: ({ error = '' }) => `showed an error: ${error}`,
  only: 'ladder',
  ladder: ({ error }) => error !== undefined,
};

/** ` (SEC_ERROR_UNKNOWN_ISSUER)`: what another browser than Chromium calls the error. */
function calledText({ calls }: PageShown): string {
  return calls === undefined ? '' : ` (${calls})`;
}

/** The browser went to an address over https though it said http; no byte left over http. URLs whole. */
export interface NavigationUpgraded {
  readonly type: 'navigation-upgraded';
  readonly lane: LaneId;
  readonly from: string;
  readonly to: string;
  /** `hsts`: the host asked for it before (RFC 6797); `preload`: the browser came knowing; else the browser's own mode. */
  readonly why: 'hsts' | 'preload' | 'https-first' | 'https-only';
}

/** Why a browser goes to https: as a reason, and in brief for where there is little room. */
const UPGRADES = {
  hsts: { reason: 'the bank asked for https before (HSTS)', brief: 'http became https: HSTS' },
  preload: { reason: 'the bank stands on the HSTS preload list', brief: 'http became https: preload list' },
  'https-first': { reason: 'the browser tries https first', brief: 'tries https first' },
  'https-only': { reason: 'the browser is set to https only', brief: 'tries https only' },
} as const satisfies Record<NavigationUpgraded['why'], { readonly reason: string; readonly brief: string }>;

const navigationUpgraded: FactKind<NavigationUpgraded> = {
  type: 'navigation-upgraded',
  fields: {
    lane: laneId,
    from: anyText,
    to: anyText,
    why: oneOf('hsts', 'preload', 'https-first', 'https-only'),
  },
  often: 'any',
  by: 'victim',
  sentence: ({ from, to, why }) => `goes to ${to} instead of ${from}: ${UPGRADES[why].reason}`,
  brief: ({ why }) => UPGRADES[why].brief,
};

/** Https failed where the browser had tried it first: it goes to the http address after all. */
export interface NavigationFellBack {
  readonly type: 'navigation-fell-back';
  readonly lane: LaneId;
  readonly from: string;
  readonly to: string;
  /** Why https failed, as Chromium spells it. */
  readonly error: string;
}

const navigationFellBack: FactKind<NavigationFellBack> = {
  type: 'navigation-fell-back',
  fields: { lane: laneId, from: anyText, to: anyText, error: anyText },
  often: 'any',
  by: 'victim',
  sentence: ({ to, error }) => `falls back to ${to}: https failed with ${error}`,
  brief: () => 'fell back to http: https failed',
};

/** What her browser shows, and how it came to that address. */
export const PAGE_FACTS = [pageShown, navigationUpgraded, navigationFellBack] as const;
