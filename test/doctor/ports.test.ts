import { createServer } from 'node:net';
import test from 'ava';
import { isReady } from '../../src/doctor/check.ts';
import { listeningInodes, portHolder } from '../../src/doctor/port-holder.ts';
import { findPort, portCheck } from '../../src/doctor/ports.ts';
import { listenOn } from '../../lab/network.ts';

const error = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'listen' });

test('A port is free, refused, taken, or of no use; which one stands in is said, and what each system asks for', (t) => {
  for (const [found, platform, says, todo] of [
    [{ port: 80 }, 'linux', /^free$/, /^$/],
    [
      { port: 80, error: error('EACCES'), standIn: 8080, lowest: 1024 },
      'linux',
      /below 1024; 8080 stands in$/,
      /sudo sysctl net\.ipv4\.ip_unprivileged_port_start=80$/,
    ],
    [{ port: 443, error: error('EACCES'), lowest: 0 }, 'linux', /refuses it; any free port stands in$/, /^$/],
    [{ port: 443, error: error('EACCES'), standIn: 8443 }, 'darwin', /root alone; 8443 stands in/, /^$/],
    [
      { port: 443, error: error('EACCES'), standIn: 8443 },
      'win32',
      /http\.sys or in an excluded range/,
      /netsh interface ipv4 show excludedportrange protocol=tcp$/,
    ],
    [
      { port: 80, error: error('EADDRINUSE'), standIn: 8080, holder: 'nginx (process 7)' },
      'linux',
      /^taken by nginx \(process 7\); 8080 stands in$/,
      /end that program/,
    ],
    [{ port: 80, error: error('EADDRINUSE') }, 'linux', /^taken by another program; any/, /sudo ss /],
    [{ port: 80, error: error('EADDRINUSE') }, 'darwin', /^taken by another program/, /sudo lsof .*:80 /],
    [{ port: 80, error: error('EADDRINUSE') }, 'win32', /^taken by another program/, /netstat /],
  ] as const) {
    const check = portCheck(found, platform);
    t.is(check.state, 'error' in found ? 'note' : 'ok');
    t.regex(check.found, says);
    t.regex(check.todo ?? '', todo);
  }
  const check = portCheck({ port: 80, error: error('EADDRNOTAVAIL') }, 'linux');
  t.false(isReady([check]));
  t.regex(check.todo ?? '', /the loopback interface must be up/);
});

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 101 1 0 100 0 0 10 0
   1: 00000000:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 102 1 0 100 0 0 10 0
   2: 0100007F:0050 0100007F:8F1E 01 00000000:00000000 00:00000000 00000000     0        0 103 1 0 100 0 0 10 0
   3: 0501A8C0:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 104 1 0 100 0 0 10 0
   4: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 105 1
   5: 0100007F:0050
`;

test('Who listens in the way of 127.0.0.1 is found in the system’s table, and nobody else', (t) => {
  t.deepEqual(listeningInodes(TABLE, 80), ['101', '105']);
  t.deepEqual(listeningInodes(TABLE, 443), ['102']);
  t.deepEqual(listeningInodes('', 80), []);
});

test('A port that is free is given back at once; one that is taken has this process as its holder, where the system says so', async (t) => {
  const server = createServer();
  const { port } = await listenOn(server, 0);
  const found = await findPort(port, process.platform);
  t.like(found, { port, error: { code: 'EADDRINUSE' } });
  if (process.platform === 'linux')
    t.regex(found.holder ?? '', new RegExp(`^node.* \\(process ${process.pid}\\)$`));
  await new Promise((resolve) => server.close(resolve));
  // Somebody else may take it at once, but no longer this process.
  for (const { error: refused, holder = '' } of [
    await findPort(port, process.platform),
    await findPort(port, process.platform),
  ])
    t.true(refused === undefined || !holder.includes(`process ${process.pid})`), holder);
  t.notRegex(portHolder(port) ?? '', new RegExp(`process ${process.pid}\\)`));
});
