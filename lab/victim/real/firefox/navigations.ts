import { textAt } from '../json.ts';
import type { Json } from '../json.ts';
import { chromiumNameOf } from './error-names.ts';

/** What is known of one navigation of Firefox's. */
interface Navigation {
  /** Where it was to go; unknown until Firefox says that it began. */
  wanted?: string;
  /** The address that was asked for first. */
  first?: string;
  /** The address that was asked for last. */
  asked?: string;
  upgraded: boolean;
  error?: string;
  status: number;
  /** Whether its page was told. */
  over: boolean;
}

/** What a request tells of its navigation: that it became https by itself, or http again. */
export type Turn =
  | { readonly kind: 'upgraded'; readonly from: string; readonly to: string }
  | { readonly kind: 'fell-back'; readonly from: string; readonly to: string; readonly error: string };

/** Navigations that are remembered. */
const MOST = 100;

/**
 * Follows Firefox's navigations by what WebDriver BiDi tells of them and their requests. Firefox says nowhere that it
 * goes over https by itself: it is seen where the first request is not for the address that was to be gone to.
 */
export class Navigations {
  readonly #known = new Map<string, Navigation>();
  /** The last of each tab. */
  readonly #last = new Map<string, Navigation>();
  #failed: Navigation | undefined;

  /**
   * A navigation began. Firefox may say so after its requests, even after its answer; and where it goes over https by
   * itself, it may tell of one navigation as of two, with an id for each address.
   */
  begins(params: Json): Turn | undefined {
    const wanted = textAt(params, 'url');
    const before = this.#last.get(textAt(params, 'context'));
    const id = textAt(params, 'navigation');
    if (before !== undefined && !this.#known.has(id) && isOneWith(before, wanted))
      this.#known.set(id, before);
    const navigation = this.#of(params);
    if (navigation === undefined || navigation.upgraded) return undefined;
    const { first } = navigation;
    if (navigation.wanted === undefined || first === navigation.wanted) navigation.wanted = wanted;
    if (first === undefined || !isSameOver('https:', navigation.wanted, first)) return undefined;
    navigation.upgraded = true;
    return { kind: 'upgraded', from: navigation.wanted, to: first };
  }

  #of(params: Json): Navigation | undefined {
    const id = textAt(params, 'navigation');
    if (id === '') return undefined;
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const navigation: Navigation = { upgraded: false, status: 0, over: false };
    this.#known.set(id, navigation);
    this.#last.set(textAt(params, 'context'), navigation);
    const oldest = this.#known.keys().next();
    if (this.#known.size > MOST && !oldest.done) this.#known.delete(oldest.value);
    return navigation;
  }

  /** A request is about to be sent. */
  asks(params: Json): Turn | undefined {
    const navigation = this.#of(params);
    const url = textAt(params, 'request', 'url');
    if (navigation === undefined) return undefined;
    const before = navigation.asked ?? navigation.wanted ?? url;
    const { error } = navigation;
    navigation.first ??= url;
    navigation.asked = url;
    delete navigation.error;
    if (isSameOver('http:', before, url) && navigation.upgraded && error !== undefined)
      return { kind: 'fell-back', from: before, to: url, error: chromiumNameOf(error) };
    if (!isSameOver('https:', before, url)) return undefined;
    // A bank that redirects to https has answered first.
    if (navigation.status !== 0) return undefined;
    navigation.upgraded = true;
    return { kind: 'upgraded', from: before, to: url };
  }

  /** A request was answered. */
  answered(params: Json, status: number): void {
    const navigation = this.#of(params);
    if (navigation !== undefined) navigation.status = status;
  }

  /** A request failed. */
  failed(params: Json): void {
    const navigation = this.#of(params);
    if (navigation === undefined) return;
    const said = textAt(params, 'errorText');
    // The name within, where there is one: NS_ERROR_GENERATE_FAILURE(NS_ERROR_MODULE_SECURITY, SEC_ERROR_…).
    this.#failed = navigation;
    navigation.error = /\b((?:SEC|SSL|MOZILLA_PKIX)_ERROR_\w+|NS_ERROR_\w+)\)?$/.exec(said)?.[1] ?? said;
  }

  /** What came of a navigation, or without its id of the last that failed: the last status, or an error by Firefox's own name. */
  outcome(id: string): { readonly status: number; readonly error?: string } {
    const navigation = id === '' ? this.#failed : this.#known.get(id);
    if (navigation === undefined) return { status: 0 };
    navigation.over = true;
    const { status, error } = navigation;
    return { status, ...(error !== undefined && { error }) };
  }
}

/** Whether a navigation that is told anew is one that is under way, where one of both addresses is the other over https. */
function isOneWith({ over, error, first, wanted }: Navigation, address: string): boolean {
  if (over || error !== undefined) return false;
  if (first !== undefined) return isSameOver('https:', address, first);
  return wanted !== undefined && isSameOver('https:', wanted, address);
}

/** Whether the second address is the first over this scheme, and the first was over the other one. */
function isSameOver(scheme: 'http:' | 'https:', first: string, second: string): boolean {
  const [before, now] = [URL.parse(first), URL.parse(second)];
  const other = scheme === 'http:' ? 'https:' : 'http:';
  if (before?.protocol !== other || now?.protocol !== scheme) return false;
  return before.hostname === now.hostname && before.pathname === now.pathname && before.search === now.search;
}
