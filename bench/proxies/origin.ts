import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import type net from 'node:net';
import { openAuthority } from '../../lab/certificates/authority.ts';
import { endpointOf } from '../../lab/network.ts';

/** What stands behind every proxy, in a process of its own: its ports, and whom to believe for its TLS (PEM). */
export interface OriginServer {
  readonly http: number;
  readonly https: number;
  readonly authority: string;
}

const PAGE = Buffer.alloc(1_024, '<p>Balance: 1,234.56</p>\n');

const authority = await openAuthority('Bench Authority');
const leaf = await authority.issue({ names: ['bank.test'] });
const answer: http.RequestListener = (_request, response) => {
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': PAGE.length });
  response.end(PAGE);
};
const listening = async (server: net.Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return endpointOf(server).port;
};
const origin: OriginServer = {
  http: await listening(http.createServer({ noDelay: true }, answer)),
  https: await listening(
    https.createServer({ noDelay: true, key: leaf.key, cert: leaf.certificate }, answer),
  ),
  authority: authority.certificate,
};
process.send?.(origin);
process.on('disconnect', () => process.exit());
