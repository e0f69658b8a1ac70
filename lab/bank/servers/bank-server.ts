import type { IncomingMessage, RequestListener } from 'node:http';
import type { Leaf } from '../../certificates/leaf-content.ts';
import type { Emit, LaneId } from '../../facts/facts.ts';
import type { Endpoint } from '../../network.ts';
import type { RequestOrigin, RequestOrigins } from '../../request-origins.ts';
import type { BankSettings } from '../../settings.ts';
import type { Door } from '../doors.ts';
import type { ChatListener } from '../help-desk.ts';

/** What a server of the bank's is opened with. */
export interface BankServerOptions {
  readonly lane: LaneId;
  readonly settings: BankSettings;
  readonly doors: readonly Door[];
  /** For the doors that speak TLS. */
  readonly leaf: Leaf;
  /** PEM: the authority whose client certificates let customers in, where the settings ask for one. */
  readonly customers?: string;
  /** Who knows whose request came on which connection. Without it every request is the victim's. */
  readonly origins?: RequestOrigins;
  /** Whether somebody in the lane asks a certificate authority for a certificate. */
  readonly certified?: boolean;
  /** The bank's app behind a door; `originOf` says whose a request is. */
  readonly app: (door: Door, originOf: (incoming: IncomingMessage) => RequestOrigin) => RequestListener;
  /** The help desk's chat behind a door. */
  readonly chat: (door: Door) => ChatListener;
  readonly emit: Emit;
}

/** A server that answers on the bank's doors. */
export interface BankServer {
  /** Where each door really listens. */
  readonly endpoints: ReadonlyMap<Door['port'], Endpoint>;
  /** Shows this certificate from now on, on every door that speaks TLS. */
  use(leaf: Leaf): Promise<void>;
  /** Answers handshakes for acme-tls/1 with this certificate, or no longer (RFC 8737); none where the server cannot. */
  readonly answerHandshakes?: (leaf: Leaf | undefined) => void;
  /** Rejects when the server dies by itself; none where it cannot. */
  readonly broken?: Promise<never>;
  /** Stops listening and ends every connection, in bounded time. May be called twice. */
  close(): Promise<void>;
}

/** Opens one of the servers that can stand in front of the bank's app. */
export type OpenBankServer = (options: BankServerOptions) => Promise<BankServer>;
