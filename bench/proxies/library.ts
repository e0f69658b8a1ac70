import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Proxy } from 'http-mitm-proxy';

/**
 * http-mitm-proxy as it comes, with keepAlive: its port. Requests go where their Host says, or all to `to`. It may
 * make an authority of its own, in a folder that goes with the process.
 */
export async function openLibrary(to?: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  // Node ends at a signal without a word to whoever listens for its exit.
  process.once('SIGTERM', () => process.exit());
  const proxy = new Proxy();
  proxy.onError(() => undefined);
  if (to !== undefined)
    proxy.onRequest((context, next) => {
      Object.assign(context.proxyToServerRequestOptions ?? {}, { host: '127.0.0.1', port: to });
      next();
    });
  await new Promise<void>((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: 0,
      keepAlive: true,
      httpAgent: new http.Agent({ keepAlive: true }),
      httpsAgent: new https.Agent({ keepAlive: true, rejectUnauthorized: false }),
      sslCaDir: folder,
    };
    proxy.listen(options, (error?: Error | null) => (error ? reject(error) : resolve()));
  });
  return proxy.httpPort;
}
