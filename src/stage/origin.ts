/** Ports whose programs speak no language of the web, by the names that IANA gave them. */
const OTHER_NAMES: Readonly<Record<string, string>> = { '3306': 'mysql' };

/** An origin of the lab's world (RFC 6454), with what is spoken there whatever the address says. */
export interface Origin {
  /** What is spoken there: `http`, `https`, or another name. */
  readonly scheme: string;
  /** Host and port, as listeners name them: `bank.test:443`. */
  readonly logical: string;
  /** As an address is written: `https://bank.test`. */
  readonly address: string;
}

/** The origin that an address belongs to; undefined where it is none. */
export function originOf(url: string): Origin | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port, origin } = new URL(url);
  const number = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  const logical = `${hostname}:${number}`;
  const other = OTHER_NAMES[number];
  return { scheme: other ?? protocol.slice(0, -1), logical, address: other === undefined ? origin : logical };
}
