import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';

import type { OpenedAuthority } from '../certificates/authority.ts';
import type { Leaf } from '../certificates/leaf-content.ts';
import type { ChallengeWord, Emit, LaneId } from '../facts/facts.ts';
import { ProgramFault } from '../programs/program-fault.ts';
import type { Resolve } from '../victim/connections.ts';
import { obtainCertificate } from './acme-client.ts';
import type { ChallengeToAnswer, IssuedCertificate } from './acme-client.ts';
import { openAuthorityDoor } from './authority-door.ts';
import { isQuestion } from './authority-question.ts';
import { openPebble } from './pebble.ts';

/** What an authority of a lane is opened with. */
export interface LaneAuthorityOptions {
  readonly lane: LaneId;
  /** The bank's name, for which it issues. */
  readonly host: string;
  readonly resolve: Resolve;
  /** Told of each of its sockets to the bank before it connects. */
  readonly onSocket: (socket: Socket) => void;
  /** The authority that victims trust, which vouches for this one. */
  readonly root: OpenedAuthority;
  readonly emit: Emit;
}

/** Somebody's wish for a certificate. */
export interface CertificateWish {
  readonly to: 'bank' | 'attacker';
  readonly challenge: ChallengeWord;
  /** Sets the answer up; the authority looks for it from then on. */
  readonly respond: (challenge: ChallengeToAnswer) => Promise<void>;
}

/** A certificate authority that looks at the lane's bank from outside, as everybody must who does not sit in it. */
export interface LaneAuthority {
  /** Gives the certificate with those that lead to the root, or nothing where it does not issue: why is a fact. */
  issue(wish: CertificateWish): Promise<Leaf | undefined>;
  /** Rejects when it dies by itself. */
  readonly broken: Promise<never>;
  /** Ends it in bounded time; may be called twice. */
  close(): Promise<void>;
}

/** Starts Pebble for a lane, which sees the bank through the lane's taps. Rejects with a `ProgramFault` where that cannot be. */
export async function openLaneAuthority(options: LaneAuthorityOptions): Promise<LaneAuthority> {
  const { lane, host, resolve, onSocket, root, emit } = options;
  const leaving = new AbortController();
  /** What it is about to look for. */
  const under = new Set<ChallengeToAnswer>();
  const open = (port: 80 | 443) =>
    openAuthorityDoor({
      resolve: () => resolve(`${host}:${port}`),
      isQuestion: (first) => isQuestion(first, port, under),
      onSocket,
    });
  const [http, tls] = [await open(80), await open(443)];
  const closeDoors = (): Promise<unknown> => Promise.all([http.close(), tls.close()]);
  const pebble = await openPebble({ httpPort: http.port, tlsPort: tls.port, hosts: [host] }).catch(
    async (error: unknown) => {
      await closeDoors();
      throw error;
    },
  );
  const { promise: broken, reject: breakDown } = Promise.withResolvers<never>();
  broken.catch(() => undefined);
  const died = (how: string): void => {
    if (!leaving.signal.aborted)
      breakDown(
        new ProgramFault(`Pebble, the certificate authority, ended (${how}), and nobody asked it to`),
      );
  };
  void pebble.ended.then(died);
  const vouched = await root.crossSign(pebble.root);

  const issue = async ({ to, challenge, respond }: CertificateWish): Promise<Leaf | undefined> => {
    const order = { lane, to, challenge, name: host } as const;
    let asked: ChallengeToAnswer | undefined;
    try {
      const issued = await obtainCertificate({
        ...pebble,
        name: host,
        challenge,
        signal: leaving.signal,
        respond: async (given) => {
          emit({ type: 'challenge-given', ...order, token: given.token });
          // What the attacker asked for himself he need not read.
          if (to === 'bank')
            emit({ type: 'secret-planted', lane, name: 'challenge', value: given.keyAuthorization });
          asked = given;
          under.add(given);
          await respond(given);
        },
      });
      emit({ type: 'certificate-issued', ...order, ...wordsOf(issued) });
      return { certificate: `${issued.chain}${vouched}`, key: issued.key };
    } catch (error) {
      if (!leaving.signal.aborted)
        emit({ type: 'issuance-refused', ...order, why: error instanceof Error ? error.message : '' });
      return undefined;
    } finally {
      if (asked !== undefined) under.delete(asked);
    }
  };
  const close = async (): Promise<void> => {
    leaving.abort();
    await Promise.all([pebble.close(), closeDoors()]);
  };
  return { issue, broken, close };
}

function wordsOf({ chain }: IssuedCertificate): { readonly issuer: string; readonly until: string } {
  const { issuer, validToDate } = new X509Certificate(chain);
  return { issuer: /^CN=(.*)$/m.exec(issuer)?.[1] ?? issuer, until: validToDate.toISOString() };
}
