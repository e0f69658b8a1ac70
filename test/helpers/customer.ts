import { Agent as HttpAgent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Endpoint } from '../../lab/network.ts';

/** An answer of the bank's, read whole. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A customer of the bank with a cookie jar of one cookie: real requests to real sockets, no redirects followed. */
export class Customer {
  readonly #endpoint: Endpoint;
  readonly #authority: string | undefined;
  readonly #agent: HttpAgent;
  cookie = '';

  /** Speaks TLS where an authority's certificate is given, and trusts that one only. */
  constructor(endpoint: Endpoint, authority?: string) {
    this.#endpoint = endpoint;
    this.#authority = authority;
    this.#agent =
      authority === undefined ? new HttpAgent({ keepAlive: true }) : new HttpsAgent({ keepAlive: true });
  }

  /** Sends one request and keeps the cookie that comes back. */
  ask(path: string, { method = 'GET', headers = {}, body }: Question = {}): Promise<Answer> {
    const options = {
      host: this.#endpoint.address,
      port: this.#endpoint.port,
      path,
      method,
      agent: this.#agent,
      servername: 'bank.test',
      headers: { Host: 'bank.test', ...(this.cookie && { Cookie: `session=${this.cookie}` }), ...headers },
      ...(this.#authority !== undefined && { ca: this.#authority }),
    };
    const send = this.#authority === undefined ? httpRequest : httpsRequest;
    return new Promise((resolve, reject) => {
      const outgoing = send(options, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject).once('end', () => {
          for (const line of incoming.headers['set-cookie'] ?? []) {
            this.cookie = /^session=([^;]*)/.exec(line)?.[1] ?? this.cookie;
          }
          const { statusCode: status = 0, headers: received } = incoming;
          resolve({ status, headers: received, body: Buffer.concat(chunks).toString() });
        });
      });
      outgoing.once('error', reject).end(body);
    });
  }

  /** Sends a form's fields as a browser does. */
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    return this.ask(path, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
  }

  /** Opens the form on a page and sends it with `fields` and its own token. */
  async submit(page: string, path: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
    const { body } = await this.ask(page);
    return this.post(path, { ...fields, csrf: tokenIn(body) });
  }

  /** Opens the sign-in form and sends it. */
  signIn(user: string, password: string): Promise<Answer> {
    return this.submit('/login', '/login', { user, password });
  }

  /** Hangs up. */
  leave(): void {
    this.#agent.destroy();
  }
}

/** The CSRF token in a page's form, or nothing to speak of. */
export function tokenIn(body: string): string {
  return /name="csrf" value="([^"]*)"/.exec(body)?.[1] ?? '';
}
