import type { ServerStarted } from '../../../lab/facts/facts.ts';
import { SOURCES } from '../sources/sources.ts';

/** What a line of a server's configuration is about. */
export interface ConfigurationTopic {
  /** What the line does, in two to five words. */
  readonly does: string;
  /** Why an administrator writes it: one or two plain sentences. */
  readonly why: string;
  /** Where the rule stands, from SOURCES: an RFC, or the server's own manual. */
  readonly source: string | Readonly<Record<ServerStarted['server'], string>>;
}

const PORT = { nginx: SOURCES.nginxPort, apache: SOURCES.apachePort };
const TLS = { nginx: SOURCES.nginxTls, apache: SOURCES.apacheTls };
const PROXY = { nginx: SOURCES.nginxProxy, apache: SOURCES.apacheProxy };

/** Every topic, whichever server's line it is. */
export const CONFIGURATION_TOPICS = {
  listen: {
    does: 'takes connections here',
    why: 'The address and port on which this server waits. In the lab another port stands in for 80 or 443: on a real server write that number.',
    source: PORT,
  },
  name: {
    does: 'the site’s name',
    why: 'Which site this part is about. One address may serve many names; the browser says which one it wants.',
    source: SOURCES.host,
  },
  tls: {
    does: 'switches TLS on',
    why: 'Without this the port would speak plain HTTP, whatever its number. nginx says it in one word, ssl, and Apache in a line of its own.',
    source: TLS,
  },
  certificate: {
    does: 'the certificate',
    why: 'What the server shows every browser: its own certificate, and behind it those that lead to an authority which browsers trust. It is no secret.',
    source: TLS,
  },
  key: {
    does: 'its private key',
    why: 'Proves that the certificate is this server’s. Whoever can read this file can pose as the bank, so nobody but the server may.',
    source: TLS,
  },
  versions: {
    does: 'versions of TLS',
    why: 'The versions that are spoken, and no others. TLS 1.0 and 1.1 must not be used any more.',
    source: SOURCES.oldVersions,
  },
  ciphers: {
    does: 'cipher suites',
    why: 'The cipher suites of TLS 1.2. This one sends the keys under the bank’s own key, so nothing is forward secret: an example to avoid.',
    source: SOURCES.badSuites,
  },
  customers: {
    does: 'who vouches for clients',
    why: 'The authority whose certificates clients may show. It need not be one that browsers know: here the bank is its own.',
    source: TLS,
  },
  demand: {
    does: 'clients must show one',
    why: 'Asks every client for a certificate, and serves nobody who has none.',
    source: TLS,
  },
  hsts: {
    does: 'HSTS',
    why: 'Tells browsers to come over https only, for a year, on all subdomains too. They heed it only where it came over TLS without an error.',
    source: SOURCES.hsts,
  },
  redirect: {
    does: 'sends http to https',
    why: 'Answers every request with the same address on https. The request that is redirected has already travelled in clear.',
    source: SOURCES.status308,
  },
  pass: {
    does: 'hands over to the app',
    why: 'Passes each request on to the program that makes the pages. Here that is the bank’s app, on a socket that only this machine’s server may open.',
    source: PROXY,
  },
  challenge: {
    does: 'for the authority’s question',
    why: 'A certificate authority looks here, on port 80, for a file that it asked for. All else is sent to https, and that need not work yet.',
    source: SOURCES.httpChallenge,
  },
  host: {
    does: 'with the name asked for',
    why: 'Without it the app is told the name in the line that hands over, not the one that the browser asked for.',
    source: SOURCES.host,
  },
  forwarded: {
    does: 'and who asked, and how',
    why: 'The app sees only the server in front of it. This header says who asked, and whether over http or https. It replaces what a client may have written there itself.',
    source: SOURCES.forwarded,
  },
} as const satisfies Readonly<Record<string, ConfigurationTopic>>;

/** The name of one of them. */
export type ConfigurationTopicId = keyof typeof CONFIGURATION_TOPICS;
