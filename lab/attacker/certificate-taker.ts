import { createServer } from 'node:http';
import type { Socket } from 'node:net';

import type { ChallengeToAnswer } from '../authority/acme-client.ts';
import type { LaneAuthority } from '../authority/lane-authority.ts';
import type { Leaf } from '../certificates/leaf-content.ts';
import type { ClientParty, LogicalAddress } from '../facts/facts.ts';
import type { Lead } from './tap/tapped-connection.ts';

/** What somebody is made of who takes a certificate in the bank's name. */
export interface CertificateTakerOptions {
  /** The authority that he asks, where the lane has one. */
  readonly authority: () => LaneAuthority | undefined;
  /** The bank's port 80, which he answers in its place. */
  readonly logical: LogicalAddress;
  /** Whether he may do more than watch: else the authority's questions go on to the bank. */
  readonly acts: () => boolean;
  /** Given the certificate that he got. */
  readonly use: (leaf: Leaf) => void;
}

/**
 * Asks a certificate authority for a certificate in the bank's name, and answers it where it comes to look, since its
 * way to the bank leads past him.
 */
export class CertificateTaker {
  readonly #options: CertificateTakerOptions;
  readonly #answers = new Map<string, string>();
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => {
    const answer = this.#answers.get(request.url?.split('/').at(-1) ?? '');
    response.writeHead(answer === undefined ? 404 : 200, { Connection: 'close' }).end(answer);
  });

  constructor(options: CertificateTakerOptions) {
    this.#options = options;
  }

  /** Serves a connection of the authority's himself, while he has something to answer. */
  lead(logical: LogicalAddress, party: ClientParty): Lead | undefined {
    const { acts, logical: own } = this.#options;
    if (!acts() || party !== 'authority' || logical !== own || this.#answers.size === 0) return undefined;
    return {
      serve: (socket) => {
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
        this.#server.emit('connection', socket);
      },
    };
  }

  /** Tries to get one. How it went is the authority's fact. */
  async take(): Promise<void> {
    const respond = ({ token, keyAuthorization }: ChallengeToAnswer): Promise<void> => {
      this.#answers.set(token, keyAuthorization);
      return Promise.resolve();
    };
    const leaf = await this.#options.authority()?.issue({ to: 'attacker', challenge: 'http-01', respond });
    this.#answers.clear();
    if (leaf !== undefined) this.#options.use(leaf);
  }

  /** Ends what he serves. */
  close(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
