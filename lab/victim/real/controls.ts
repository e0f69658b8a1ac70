import type { VictimLack } from '../../facts/real-victim.ts';
import type { ExchangeMade, NavigationUpgraded, PageShown } from '../../facts/facts.ts';
import type { Leaf } from '../../certificates/leaf-content.ts';
import type { VictimSettings } from '../../settings.ts';
import type { ShownCertificate } from '../peer-certificate.ts';

/** A page that a browser shows, as its fact tells it. */
export type PageSeen = Omit<PageShown, 'type' | 'lane'>;

/** A request that a browser made, with its answer. Over TLS, `protocol` is what was agreed on by ALPN, whatever it is. */
export type ExchangeSeen = Omit<ExchangeMade, 'type' | 'lane'>;

/** Who is told what a browser does, in the order in which it does it. */
export interface Hears {
  shown(page: PageSeen): void;
  /** `chain` is base64 of DER, the leaf first. */
  certificate(certificate: ShownCertificate, chain: readonly string[]): void;
  exchange(exchange: ExchangeSeen): void;
  upgraded(from: string, to: string, why: NavigationUpgraded['why']): void;
  fellBack(from: string, to: string, error: string): void;
  /** What the lab's script in the page says, as JSON. */
  told(message: string): void;
}

/** What one kind of browser is started with. */
export interface StartOptions {
  readonly settings: VictimSettings;
  /** PEM: what this one profile trusts, and nothing else does. */
  readonly trusted: readonly string[];
  /** Names that the browser knows to want https only before its first visit. */
  readonly preload: readonly string[];
  /** What it shows to a server that asks for a client certificate, where she holds one. */
  readonly clientCertificate?: Leaf;
  /** Where the lab's SOCKS door listens. */
  readonly door: number;
  readonly window: boolean;
  readonly hears: Hears;
}

/** A browser that runs, as it is driven. Commands reject with `BrowserRefused` where it is gone or says no. */
export interface Controls {
  /** `Chromium 156.0.8078.108`. */
  readonly title: string;
  readonly sandbox: boolean;
  /** What the lane says of the victim, and it cannot be. */
  readonly lacks: readonly VictimLack[];
  /** The file to which it writes its TLS secrets. */
  readonly keyLog: string;
  /** How it ended, when it has; never rejects. */
  readonly ended: Promise<string>;
  /** Goes to an address. A page that comes of it is told to `Hears`; gives false where none will be. */
  navigate(url: string): Promise<boolean>;
  /** What an expression gives in the lab's own world of the page that is shown. */
  evaluate(expression: string): Promise<unknown>;
  /** Clicks the certificate warning away that is shown, where the browser lets people; gives whether it does. */
  proceed(): Promise<boolean>;
  /** Stops loading, and tells the page as it stands with this error. */
  giveUp(error: string): Promise<void>;
  /** Ends it and removes its profile. */
  close(): Promise<void>;
}
