import { once } from 'node:events';
import { request } from 'node:http';
import type { Agent, ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http';

/** What came back. */
export interface ClassAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** What is sent. */
export interface ClassRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  readonly agent?: Agent;
}

/** Sends one request to the class on loopback, as it is, and reads all that comes back. */
export async function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, agent }: ClassRequest = {},
): Promise<ClassAnswer> {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    agent: agent ?? false,
    headers: { ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }), ...headers },
  });
  sent.end(body);
  const answer = await answerOf(sent);
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += String(chunk);
  return { status: answer.statusCode ?? 0, headers: answer.headers, text };
}

/** Sends a form. */
export function send(
  port: number,
  path: string,
  fields: Readonly<Record<string, string | number>>,
  more: ClassRequest = {},
): Promise<ClassAnswer> {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) body.append(name, `${value}`);
  return ask(port, path, { method: 'POST', body: body.toString(), ...more });
}

/** Lets somebody in, and gives their key. Throws where they are not let in. */
export async function joinClass(
  port: number,
  code: string,
  nickname: string,
  agent?: Agent,
): Promise<string> {
  const { status, headers } = await send(port, '/join', { code, nickname }, agent && { agent });
  const [, key] = /[?]key=([\w-]+)$/.exec(headers.location ?? '') ?? [];
  if (key === undefined) throw new Error(`${nickname} was not let in: ${status}`);
  return key;
}

/** A device that follows: it keeps the parts of a student's page as its script does. */
export class ClassDevice {
  readonly parts = new Map<string, string>();
  /** Called after each event, with its name. */
  onEvent: (name: string) => void = () => undefined;
  /** Names of all events that came. */
  readonly events: string[] = [];
  readonly #request: ClientRequest;
  readonly #answer: IncomingMessage;
  #text = '';
  #scanned = 0;

  private constructor(sent: ClientRequest, answer: IncomingMessage) {
    this.#request = sent;
    this.#answer = answer;
    answer.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    answer.on('error', () => undefined);
  }

  /** Opens the stream, and waits for its first byte. */
  static async open(port: number, key: string): Promise<ClassDevice> {
    const sent = request({ host: '127.0.0.1', port, path: `/events?key=${key}`, agent: false });
    sent.end();
    const answer = await answerOf(sent);
    if (answer.statusCode !== 200) throw new Error(`no stream: ${answer.statusCode}`);
    return new ClassDevice(sent, answer);
  }

  /** Takes nothing more from the socket. */
  stall(): void {
    this.#answer.pause();
  }

  /** Settles when the stream is over. */
  async ended(): Promise<void> {
    if (!this.#answer.closed) await once(this.#answer, 'close');
  }

  close(): void {
    this.#request.destroy();
  }

  #hear(text: string): void {
    this.#text += text;
    for (;;) {
      const end = this.#text.indexOf('\n\n', this.#scanned);
      this.#scanned = Math.max(0, this.#text.length - 1);
      if (end === -1) return;
      const event = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + 2);
      this.#scanned = 0;
      this.#take(event);
    }
  }

  #take(event: string): void {
    const [, name = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(event) ?? [];
    if (name === '') return;
    const told: unknown = JSON.parse(data);
    if (name === 'state') {
      this.parts.clear();
      this.#keep(told !== null && typeof told === 'object' && 'parts' in told ? told.parts : {});
    } else if (name === 'parts') this.#keep(told);
    this.events.push(name);
    this.onEvent(name);
  }

  #keep(parts: unknown): void {
    if (typeof parts !== 'object' || parts === null) return;
    for (const [id, html] of Object.entries(parts)) {
      if (typeof html === 'string') this.parts.set(id, html);
      else this.parts.delete(id);
    }
  }
}

async function answerOf(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
  });
}
