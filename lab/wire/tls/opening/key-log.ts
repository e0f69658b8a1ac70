/** How much of a key log is read. */
export const KEY_LOG_LIMITS = {
  /** Characters of one line: a label of 64, a client random of 64, a secret of 1,024, and what stands between them. */
  line: 1_200,
  /** Secrets that are kept; later ones are faults. */
  secrets: 65_536,
  /** Faults that are kept; the rest are counted. */
  faults: 64,
} as const;

/** Labels of the secrets that open records. RFC 9850, section 2. */
export type SecretLabel =
  | 'CLIENT_RANDOM'
  | 'CLIENT_EARLY_TRAFFIC_SECRET'
  | 'CLIENT_HANDSHAKE_TRAFFIC_SECRET'
  | 'SERVER_HANDSHAKE_TRAFFIC_SECRET'
  | 'CLIENT_TRAFFIC_SECRET_0'
  | 'SERVER_TRAFFIC_SECRET_0';

/** Where secrets are asked for. */
export interface TlsSecrets {
  /** The secret with this label of the connection whose ClientHello has this random; undefined where it is not known. */
  secret(label: SecretLabel, clientRandom: Uint8Array): Uint8Array | undefined;
}

/** Why a line of a key log says nothing that can be used. */
export type KeyLogFaultKind =
  | 'too-long'
  | 'not-three-words'
  | 'label'
  | 'client-random'
  | 'secret'
  | 'contradicts'
  | 'full';

/** A line of a key log that was passed over. */
export interface KeyLogFault {
  /** Counts from 1. */
  readonly line: number;
  readonly kind: KeyLogFaultKind;
}

/** One secret, as its line has it. */
interface LoggedSecret {
  readonly label: string;
  /** 64 hex digits in lower case. */
  readonly clientRandom: string;
  readonly secret: Uint8Array;
}

const LABEL = /^[A-Z][A-Z0-9_]{0,63}$/;
const CLIENT_RANDOM = /^[0-9a-f]{64}$/i;
const SECRET = /^(?:[0-9a-f]{2}){1,512}$/i;

/**
 * Reads one line of a key log, without its end: `label client_random secret`. Gives undefined for a comment or an empty line,
 * and the kind of fault where it is neither. RFC 9850, section 2.
 */
export function readKeyLogLine(line: string): LoggedSecret | KeyLogFaultKind | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  if (line.length > KEY_LOG_LIMITS.line) return 'too-long';
  const [label = '', clientRandom = '', secret = '', ...more] = line.split(' ');
  if (secret === '' || more.length > 0) return 'not-three-words';
  if (!LABEL.test(label)) return 'label';
  if (!CLIENT_RANDOM.test(clientRandom)) return 'client-random';
  if (!SECRET.test(secret)) return 'secret';
  return { label, clientRandom: clientRandom.toLowerCase(), secret: Buffer.from(secret, 'hex') };
}

/** Secrets by their connections, as SSLKEYLOGFILE has them, taken line by line. Takes any text and never throws. RFC 9850. */
export class KeyLog implements TlsSecrets {
  readonly #secrets = new Map<string, Uint8Array>();
  readonly #faults: KeyLogFault[] = [];
  #lines = 0;
  #passedOver = 0;

  /** Takes one line; what stands first for a label and a connection stays. */
  take(line: string): void {
    this.#lines += 1;
    const read = readKeyLogLine(line);
    if (read === undefined) return;
    if (typeof read === 'string') this.#fault(read);
    else this.#keep(read);
  }

  secret(label: SecretLabel, clientRandom: Uint8Array): Uint8Array | undefined {
    return this.#secrets.get(`${label} ${Buffer.from(clientRandom).toString('hex')}`);
  }

  /** How many secrets are kept. */
  get size(): number {
    return this.#secrets.size;
  }

  /** Lines that were passed over, at most KEY_LOG_LIMITS.faults of them, and how many there were. */
  get faults(): { readonly first: readonly KeyLogFault[]; readonly all: number } {
    return { first: this.#faults, all: this.#passedOver };
  }

  #keep({ label, clientRandom, secret }: LoggedSecret): void {
    const key = `${label} ${clientRandom}`;
    const before = this.#secrets.get(key);
    if (before !== undefined) {
      if (Buffer.compare(before, secret) !== 0) this.#fault('contradicts');
    } else if (this.#secrets.size >= KEY_LOG_LIMITS.secrets) this.#fault('full');
    else this.#secrets.set(key, secret);
  }

  #fault(kind: KeyLogFaultKind): void {
    this.#passedOver += 1;
    if (this.#faults.length < KEY_LOG_LIMITS.faults) this.#faults.push({ line: this.#lines, kind });
  }
}

/** Reads a whole key log. Lines end with LF or CRLF. Never throws. */
export function readKeyLog(text: string): KeyLog {
  const log = new KeyLog();
  for (let at = 0; at < text.length;) {
    const found = text.indexOf('\n', at);
    const end = found === -1 ? text.length : found;
    // A line that is too long is not cut out whole: it may be all of the text.
    log.take(text.slice(at, Math.min(end, at + KEY_LOG_LIMITS.line + 2)).replace(/\r$/, ''));
    at = end + 1;
  }
  return log;
}
