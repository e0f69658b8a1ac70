import { latin1 } from '../bytes.ts';

/** Protocols of lines of text that may go on in TLS after a command. */
export type TextProtocol = 'smtp' | 'imap' | 'pop3' | 'ftp';

const GREETINGS: readonly (readonly [RegExp, TextProtocol])[] = [
  [/^220[ -][^\r\n]*(?:FTP|vsFTPd|FileZilla)/i, 'ftp'],
  [/^220[ -][^\r\n]*(?:SMTP|Postfix|Exim|mail|LMTP)/i, 'smtp'],
  [/^\* (?:OK|PREAUTH|BYE)\b/, 'imap'],
  [/^\+OK\b/, 'pop3'],
];

const BY_PORT: Readonly<Record<number, TextProtocol>> = {
  21: 'ftp',
  25: 'smtp',
  587: 'smtp',
  2525: 'smtp',
  143: 'imap',
  110: 'pop3',
};

/** Which protocol a server's greeting begins; where its words leave it open, its port tells. Undefined where it is none of them. */
export function greetingOf(line: string, port: number): TextProtocol | undefined {
  const said = GREETINGS.find(([pattern]) => pattern.test(line))?.[1];
  if (said !== undefined) return said;
  const known = BY_PORT[port];
  return /^220[ -]/.test(line) && (known === 'ftp' || known === 'smtp') ? known : undefined;
}

/** What a client says first in these protocols, where a server's greeting was not seen. */
export function clientLineOf(line: string, port: number): TextProtocol | undefined {
  const known = BY_PORT[port];
  if (/^(?:EHLO|HELO|LHLO)\b/i.test(line)) return 'smtp';
  if (known === 'ftp' && /^(?:USER|AUTH) /i.test(line)) return 'ftp';
  if (known === 'pop3' && /^(?:USER|CAPA|AUTH|STLS)\b/i.test(line)) return 'pop3';
  return known === 'imap' && /^\S+ (?:CAPABILITY|LOGIN|STARTTLS|AUTHENTICATE)\b/i.test(line)
    ? 'imap'
    : undefined;
}

/** Whether a client's line asks for TLS. RFC 3207 §4, RFC 9051 §6.2.1, RFC 2595 §4, RFC 4217 §4. */
export function asksForTls(protocol: TextProtocol, line: string): boolean {
  switch (protocol) {
    case 'smtp':
      return /^STARTTLS\s*$/i.test(line);
    case 'imap':
      return /^\S+ STARTTLS\s*$/i.test(line);
    case 'pop3':
      return /^STLS\s*$/i.test(line);
    case 'ftp':
      return /^AUTH (?:TLS|TLS-C|SSL|TLS-P)\s*$/i.test(line);
  }
}

/** Names of other protocols by what either side says first: of those that are met often and not read here. */
const OTHERS: readonly (readonly [RegExp, string])[] = [
  [/^SSH-\d/, 'SSH'],
  [/^RFB \d{3}\.\d{3}\n/, 'VNC'],
  // oxlint-disable-next-line no-control-regex -- the first bytes of MySQL's greeting are its length and version
  [/^.[\0-\x20]\0\0\x0a(?:5\.|8\.|9\.|1[01]\.)/s, 'MySQL'],
  // oxlint-disable-next-line no-control-regex -- the header of TPKT
  [/^\x03\0..[\x01-\xff]\xe0\0\0/s, 'RDP'],
  // oxlint-disable-next-line no-control-regex -- the header of NetBIOS over TCP before SMB
  [/^\0...[\xff\xfe]SMB/s, 'SMB'],
  // oxlint-disable-next-line no-control-regex -- the length of the name
  [/^\x13BitTorrent protocol/, 'BitTorrent'],
  [/^\*\d+\r\n\$\d+\r\n/, 'Redis'],
  // oxlint-disable-next-line no-control-regex -- commands of Telnet
  [/^\xff[\xfb-\xfe][\0-\x31]/, 'Telnet'],
  // oxlint-disable-next-line no-control-regex -- PostgreSQL's startup message, or its question for TLS
  [/^\0\0..(?:\0\x03\0\0|\x04\xd2\x16\x2f)/s, 'PostgreSQL'],
  // oxlint-disable-next-line no-control-regex -- the beginning of MQTT's CONNECT
  [/^\x10..?\0\x04MQTT/s, 'MQTT'],
  // oxlint-disable-next-line no-control-regex -- SOCKS 5: version and methods
  [/^\x05[\x01-\x05][\0\x02]/, 'SOCKS'],
];

/** The name of a protocol that is known and not read, by a side's first bytes; undefined where it is none of these. */
export function otherProtocol(bytes: Uint8Array): string | undefined {
  const head = latin1(bytes.subarray(0, 64));
  return OTHERS.find(([pattern]) => pattern.test(head))?.[1];
}
