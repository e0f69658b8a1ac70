import { LIMITS } from '../limits.ts';
import { objectIn, ownAddress, readDirectory } from './acme-answers.ts';
import type { AcmeDirectory } from './acme-answers.ts';
import type { AcmeAnswer, AcmeChannel, AcmeRequest } from './acme-channel.ts';
import { AcmeFault, AcmeProblem, problemOf } from './acme-faults.ts';
import type { AcmeServer } from './dialing-agent.ts';
import { makeAccountKey, signJws } from './jws.ts';

const BAD_NONCE = 'urn:ietf:params:acme:error:badNonce';
/** What a nonce may be (RFC 8555, section 6.5.1); what is anything else is none. */
const NONCE = /^[\w-]{1,500}$/;

/** An account at a server of ACME, made for one run: it signs what is asked. */
export class AcmeAccount {
  readonly key = makeAccountKey();
  readonly directory: AcmeDirectory;
  readonly #channel: AcmeChannel;
  readonly #host: string;
  /** The next good one, where the last answer brought it. */
  #nonce: string | undefined;
  /** The account's address; nothing where it is not made yet. */
  #kid: string | undefined;

  private constructor(channel: AcmeChannel, host: string, directory: AcmeDirectory) {
    this.#channel = channel;
    this.#host = host;
    this.directory = directory;
  }

  /** Reads the directory, and makes an account that agrees to the terms (RFC 8555, section 7.3). */
  static async open(channel: AcmeChannel, { host, path }: AcmeServer): Promise<AcmeAccount> {
    const { body } = await askWell(channel, { method: 'GET', path });
    const account = new AcmeAccount(channel, host, readDirectory(body, host));
    const made = await account.post(account.directory.newAccount, { termsOfServiceAgreed: true });
    account.#kid = ownAddress(made.headers.location, host).href;
    return account;
  }

  /** Reads what is at an address of the server's (RFC 8555, section 6.3). */
  read(url: URL): Promise<AcmeAnswer> {
    return this.post(url, '');
  }

  /**
   * Sends something signed. A nonce that the server does not take costs a request with another one (RFC 8555,
   * section 6.5), and all other problems reject.
   */
  async post(url: URL, payload: object | ''): Promise<AcmeAnswer> {
    for (let left = LIMITS.acmeNonces; ; left -= 1) {
      try {
        return await this.#postOnce(url, payload);
      } catch (error) {
        if (left <= 1 || !(error instanceof AcmeProblem) || error.type !== BAD_NONCE) throw error;
      }
    }
  }

  async #postOnce(url: URL, payload: object | ''): Promise<AcmeAnswer> {
    const signer = this.#kid === undefined ? { jwk: this.key.jwk } : { kid: this.#kid };
    const nonce = this.#nonce ?? (await this.#freshNonce());
    this.#nonce = undefined;
    const body = signJws(this.key, { nonce, url: url.href, signer }, payload);
    const answer = await this.#channel.ask({ method: 'POST', path: pathOf(url), body });
    // A refusal brings one too.
    this.#nonce = nonceIn(answer);
    return checked(answer);
  }

  /** Asks for one (RFC 8555, section 7.2), not by HEAD: behind an answer to that, Node opens another connection. */
  async #freshNonce(): Promise<string> {
    const path = pathOf(this.directory.newNonce);
    const nonce = nonceIn(await askWell(this.#channel, { method: 'GET', path }));
    if (nonce === undefined) throw new AcmeFault(`${this.#host} gives no nonce`);
    return nonce;
  }
}

/** Asks without a signature, and takes no refusal for an answer. */
async function askWell(channel: AcmeChannel, request: AcmeRequest): Promise<AcmeAnswer> {
  return checked(await channel.ask(request));
}

/** The answer, where it is a good one. Throws an `AcmeProblem` where it says what is wrong (RFC 8555, section 6.7). */
function checked(answer: AcmeAnswer): AcmeAnswer {
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) return answer;
  const type = headers['content-type'] ?? '';
  const problem = /^application\/problem\+json\b/i.test(type) ? problemOf(objectIn(body), status) : undefined;
  throw problem ?? new AcmeFault(`the server answered with status ${status}`);
}

function nonceIn({ headers }: AcmeAnswer): string | undefined {
  const nonce = headers['replay-nonce'];
  return typeof nonce === 'string' && NONCE.test(nonce) ? nonce : undefined;
}

function pathOf({ pathname, search }: URL): string {
  return `${pathname}${search}`;
}
