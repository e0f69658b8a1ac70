import type { ChallengeToAnswer } from './acme-client.ts';
import { ACME_TLS } from './challenge-certificate.ts';
import { latin1 } from '../wire/bytes.ts';
import { LONGEST_RECORD } from '../wire/tls/records.ts';
import { feedTls, hellosOf, startTls } from '../wire/tls/stream.ts';

/**
 * Whether the first bytes of a connection are an authority's question about one of these challenges: the file of its
 * token (RFC 8555, section 8.3), or a handshake for acme-tls/1 (RFC 8737, section 3). Undefined where more must come.
 */
export function isQuestion(
  first: Uint8Array,
  port: 80 | 443,
  under: Iterable<Pick<ChallengeToAnswer, 'type' | 'token'>>,
): boolean | undefined {
  const challenges = [...under].filter(({ type }) => (type === 'http-01') === (port === 80));
  if (challenges.length === 0) return false;
  return port === 80
    ? asksForFile(
        latin1(first),
        challenges.map(({ token }) => `GET /.well-known/acme-challenge/${token} HTTP/1.1\r\n`),
      )
    : offersAcme(first);
}

function asksForFile(text: string, lines: readonly string[]): boolean | undefined {
  if (lines.some((line) => text.startsWith(line))) return true;
  return lines.some((line) => line.startsWith(text)) ? undefined : false;
}

function offersAcme(first: Uint8Array): boolean | undefined {
  const [stream] = feedTls(startTls(), first);
  const { client } = hellosOf(stream, undefined);
  if (client !== undefined) return client.alpn.length === 1 && client.alpn[0] === ACME_TLS;
  return stream.scan.problem === undefined && first.length < LONGEST_RECORD ? undefined : false;
}
