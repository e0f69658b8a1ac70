import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

import { LIMITS } from '../limits.ts';
import { AcmeFault } from './acme-faults.ts';
import { DialingAgent } from './dialing-agent.ts';
import type { AcmeAccess, AcmeServer } from './dialing-agent.ts';

/** What a client asks: a path of the server's, and what is signed. */
export interface AcmeRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
}

/** What the server answered, read to the end. */
export interface AcmeAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** One client's way to a server: HTTPS, one request after another, over one connection as long as that lasts (RFC 8555, section 6.1). */
export class AcmeChannel {
  readonly #host: string;
  readonly #agent: DialingAgent;

  constructor(server: AcmeServer, access: AcmeAccess) {
    this.#host = server.host;
    this.#agent = new DialingAgent(server, access);
  }

  /** Asks, and reads the answer. Rejects with what the network says, or with an `AcmeFault` where the answer is too large. */
  async ask({ method, path, body }: AcmeRequest): Promise<AcmeAnswer> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = {
        Host: this.#host,
        'User-Agent': 'plainsight',
        'Accept-Language': 'en',
        ...(body !== undefined && {
          'Content-Type': 'application/jose+json',
          'Content-Length': Buffer.byteLength(body),
        }),
      };
      httpsRequest({ agent: this.#agent, method, path, headers })
        .on('error', reject)
        .once('response', resolve)
        .end(body);
    });
    return readAnswer(response);
  }

  /** Ends its connections; what is asked now or later fails. */
  close(): void {
    this.#agent.destroy();
  }
}

async function readAnswer(response: IncomingMessage): Promise<AcmeAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    // Leaving the loop destroys the response, and the connection with it.
    if (size > LIMITS.acmeAnswer) throw new AcmeFault(`an answer has more than ${LIMITS.acmeAnswer} bytes`);
    chunks.push(chunk);
  }
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}
