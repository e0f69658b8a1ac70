import { LIMITS } from '../limits.ts';
import { AcmeAccount } from './acme-account.ts';
import { ownAddress, readAuthorization, readOrder } from './acme-answers.ts';
import type { AcmeAuthorization, AcmeOrder } from './acme-answers.ts';
import { AcmeChannel } from './acme-channel.ts';
import { AcmeFault } from './acme-faults.ts';
import { poll } from './acme-poll.ts';
import type { Polled } from './acme-poll.ts';
import type { AcmeAccess, AcmeServer } from './dialing-agent.ts';
import { readChain } from './issued-chain.ts';
import { keyAuthorizationOf } from './jws.ts';
import { makeSigningRequest } from './signing-request.ts';

/** How a name is shown to be the asker's: by a file on port 80 (RFC 8555, section 8.3), or in a handshake on port 443 (RFC 8737, section 3). */
export type ChallengeType = 'http-01' | 'tls-alpn-01';

/** What the authority wants to find at the name. */
export interface ChallengeToAnswer {
  readonly type: ChallengeType;
  /** Base64url, and nothing that could leave a path. */
  readonly token: string;
  readonly keyAuthorization: string;
  readonly name: string;
}

/** What a certificate is asked for with. */
export interface CertificateOrder extends AcmeAccess {
  readonly directory: AcmeServer;
  readonly name: string;
  readonly challenge: ChallengeType;
  /** Sets the answer up. The authority looks for it from then on. */
  readonly respond: (challenge: ChallengeToAnswer) => Promise<void>;
  readonly signal: AbortSignal;
}

/** A certificate as its authority gave it, and the key that was made for it; both PEM. */
export interface IssuedCertificate {
  /** The leaf first; the root is left out. */
  readonly chain: string;
  readonly key: string;
}

/**
 * Gets a certificate for a name, with an account made for it alone (RFC 8555, section 7). Rejects with an `AcmeProblem`
 * where the authority says no, an `AcmeFault` where it is not understood or takes longer than `LIMITS.acmeOrder`, the
 * signal's reason, or what the network says.
 */
export async function obtainCertificate(order: CertificateOrder): Promise<IssuedCertificate> {
  const { directory, signal } = order;
  signal.throwIfAborted();
  const over = new AbortController();
  const channel = new AcmeChannel(directory, order);
  const { promise: given, reject: giveUp } = Promise.withResolvers<never>();
  const abort = (): void => giveUp(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const seconds = LIMITS.acmeOrder / 1000;
  const late = new AcmeFault(`${directory.host} gave no certificate within ${seconds} s`);
  const clock = setTimeout(() => giveUp(late), LIMITS.acmeOrder);
  try {
    return await Promise.race([given, obtain(order, channel, over.signal)]);
  } finally {
    clearTimeout(clock);
    signal.removeEventListener('abort', abort);
    over.abort();
    channel.close();
  }
}

/** What every step of an order needs. */
interface Steps extends CertificateOrder {
  readonly account: AcmeAccount;
  /** Aborted when nobody waits for the order any more. */
  readonly over: AbortSignal;
}

async function obtain(
  order: CertificateOrder,
  channel: AcmeChannel,
  over: AbortSignal,
): Promise<IssuedCertificate> {
  const { directory, name } = order;
  const { host } = directory;
  const account = await AcmeAccount.open(channel, directory);
  const steps = { ...order, account, over };
  const identifiers = [{ type: 'dns', value: name }];
  const made = await account.post(account.directory.newOrder, { identifiers });
  const url = ownAddress(made.headers.location, host);
  const { authorizations, finalize } = readOrder(made.body, host);
  for (const each of authorizations) await authorize(each, steps);
  await orderWhen(url, 'ready', steps);
  const { csr, key } = await makeSigningRequest(name);
  await account.post(finalize, { csr });
  const { certificate } = await orderWhen(url, 'valid', steps);
  if (certificate === undefined) throw new AcmeFault('the order is done, and leads to no certificate');
  const { body } = await account.read(certificate);
  return { chain: readChain(body, name, key), key };
}

/** Shows that the name is ours, where that is not known yet (RFC 8555, section 7.5.1). */
async function authorize(url: URL, steps: Steps): Promise<void> {
  const { account, challenge: type, directory, name, over, respond } = steps;
  const read = async (): Promise<Polled<AcmeAuthorization>> => {
    const answer = await account.read(url);
    return { answer, value: readAuthorization(answer.body, directory.host, type) };
  };
  const { value: first } = await read();
  if (first.name !== name.toLowerCase()) throw new AcmeFault(`${directory.host} asks for another name`);
  if (first.status === 'valid') return;
  if (first.status !== 'pending') throw new AcmeFault(`the authorization is ${first.status}`);
  if (first.challenge === undefined) throw new AcmeFault(`${directory.host} offers no ${type}`);
  const { token } = first.challenge;
  await respond({ type, token, keyAuthorization: keyAuthorizationOf(token, account.key), name });
  over.throwIfAborted();
  await account.post(first.challenge.url, {});
  const { status, challenge } = await poll(read, (now) => now.status !== 'pending', over);
  if (status !== 'valid') throw challenge?.error ?? new AcmeFault(`the authorization is ${status}`);
}

/** The order as soon as it is so far (RFC 8555, section 7.1.6). Throws what the server says where it never will be. */
async function orderWhen(
  url: URL,
  wanted: AcmeOrder['status'],
  { account, directory, over }: Steps,
): Promise<AcmeOrder> {
  const read = async (): Promise<Polled<AcmeOrder>> => {
    const answer = await account.read(url);
    return { answer, value: readOrder(answer.body, directory.host) };
  };
  const order = await poll(read, ({ status }) => status === 'invalid' || status === wanted, over);
  if (order.status === 'invalid') throw order.error ?? new AcmeFault('the order is invalid');
  return order;
}
