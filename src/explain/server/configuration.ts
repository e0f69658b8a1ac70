import type { ServerStarted } from '../../../lab/facts/facts.ts';
import { printable } from '../../../lab/text/printable.ts';
import { CONFIGURATION_TOPICS } from './topics.ts';
import type { ConfigurationTopic, ConfigurationTopicId } from './topics.ts';

/** One line of a configuration, safe to show. */
export interface ConfigurationLine {
  readonly text: string;
  /** What it is for; none where it only opens or closes a part. */
  readonly says?: LineReason;
}

/** What a line does, why it is written, and where the rule stands. */
export interface LineReason extends Omit<ConfigurationTopic, 'source'> {
  readonly topic: ConfigurationTopicId;
  readonly source: string;
}

/** A directive and what it is about: the first that fits counts. Names are compared without case, as both servers do or allow. */
type Directives = readonly (readonly [directive: RegExp, topic: ConfigurationTopicId])[];

const DIRECTIVES: Readonly<Record<ServerStarted['server'], Directives>> = {
  nginx: [
    [/^listen\s.*\sssl\b/, 'tls'],
    [/^listen\s/, 'listen'],
    [/^server_name\s/, 'name'],
    [/^ssl_certificate\s/, 'certificate'],
    [/^ssl_certificate_key\s/, 'key'],
    [/^ssl_protocols\s/, 'versions'],
    [/^ssl_ciphers\s/, 'ciphers'],
    [/^ssl_client_certificate\s/, 'customers'],
    [/^ssl_verify_client\s/, 'demand'],
    [/^add_header\s+Strict-Transport-Security\s/, 'hsts'],
    [/^return\s+30\d\s/, 'redirect'],
    [/^location\s+\/\.well-known\/acme-challenge\//, 'challenge'],
    [/^proxy_pass\s/, 'pass'],
    [/^proxy_set_header\s+Host\s/, 'host'],
    [/^proxy_set_header\s+Forwarded\s/, 'forwarded'],
  ],
  apache: [
    [/^Listen\s/i, 'listen'],
    [/^ServerName\s/i, 'name'],
    [/^SSLEngine\s/i, 'tls'],
    [/^SSLCertificateFile\s/i, 'certificate'],
    [/^SSLCertificateKeyFile\s/i, 'key'],
    [/^SSLProtocol\s/i, 'versions'],
    [/^SSLCipherSuite\s/i, 'ciphers'],
    [/^SSLCACertificateFile\s/i, 'customers'],
    [/^SSLVerifyClient\s/i, 'demand'],
    [/^Header\s.*Strict-Transport-Security\s/i, 'hsts'],
    [/^Redirect\s/i, 'redirect'],
    [/^ProxyPass\s+\/\.well-known\/acme-challenge\//i, 'challenge'],
    [/^ProxyPass\s/i, 'pass'],
    [/^ProxyPreserveHost\s/i, 'host'],
    [/^RequestHeader\s+set\s+Forwarded\s/i, 'forwarded'],
  ],
};

/** Lines of a configuration that are explained; a saved session may hold more. */
const LINES = 500;

/** A server's configuration line by line, each with what it is for. Pure; never throws, whatever stands there. */
export function explainConfiguration({
  server,
  configuration,
}: Pick<ServerStarted, 'server' | 'configuration'>): readonly ConfigurationLine[] {
  return configuration
    .trimEnd()
    .split('\n', LINES)
    .map((line) => {
      const directive = line.trimStart().slice(0, 200);
      const [, id] = DIRECTIVES[server].find(([pattern]) => pattern.test(directive)) ?? [];
      return { text: printable(line), ...(id !== undefined && { says: reasonOf(id, server) }) };
    });
}

function reasonOf(topic: ConfigurationTopicId, server: ServerStarted['server']): LineReason {
  const { does, why, source }: ConfigurationTopic = CONFIGURATION_TOPICS[topic];
  return { topic, does, why, source: typeof source === 'string' ? source : source[server] };
}
