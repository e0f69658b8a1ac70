import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import { createServer as createTcp } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { madeCaptures } from '../../tools/support/captures/made-captures.ts';

/** Starts a server on a free port of loopback. */
async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server of TCP that listens
  return (server.address() as AddressInfo).port;
}

async function run(program: string, args: readonly string[], input = ''): Promise<void> {
  const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'ignore'] });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  await Promise.race([once(child, 'close'), setTimeout(8_000)]);
  child.kill();
}

/** Records what passes at some ports of loopback while `act` goes on. */
async function recorded(file: string, ports: readonly number[], act: () => Promise<void>): Promise<void> {
  const filter = ports.map((port) => `tcp port ${port}`).join(' or ');
  const recorder = spawn('dumpcap', ['-q', '-i', 'lo', '-f', filter, '-w', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await Promise.race([once(recorder.stderr, 'data'), setTimeout(4_000)]);
  await setTimeout(700);
  await act();
  await setTimeout(900);
  recorder.kill('SIGINT');
  await once(recorder, 'close');
}

/** Answers as a mail server does, and goes on in TLS when asked to. */
function mailServer(key: Buffer, cert: Buffer): Server {
  return createTcp((socket) => {
    socket.on('error', () => undefined);
    socket.write('220 mail.test ESMTP Postfix\r\n');
    const talk = (text: string): void => {
      for (const line of text.split('\r\n').filter(Boolean)) {
        if (/^EHLO/i.test(line)) socket.write('250-mail.test\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n');
        else if (/^STARTTLS/i.test(line)) {
          socket.write('220 Ready\r\n');
          socket.removeAllListeners('data');
          const sealed = new TLSSocket(socket, { isServer: true, key, cert });
          sealed.on('error', () => undefined);
          sealed.on('data', () => sealed.write('250 ok\r\n'));
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    };
    socket.on('data', (bytes) => talk(bytes.toString('latin1')));
  });
}

/** What is said to the servers, each in a capture of its own: arguments of curl or openssl. */
function conversations(
  http: number,
  https: number,
  mail: number,
  http2: number,
): readonly (readonly [string, readonly string[], string?])[] {
  const plain = `http://shop.test:${http}`;
  const sealed = `https://shop.test:${https}`;
  const to = [
    '-s',
    '-k',
    '-o',
    '/dev/null',
    '--resolve',
    `shop.test:${http}:127.0.0.1`,
    '--resolve',
    `shop.test:${https}:127.0.0.1`,
  ];
  return [
    ['curl', [...to, `${plain}/`]],
    ['curl', [...to, '-d', 'user=bob&password=hunter22', `${plain}/login?a=b`]],
    [
      'curl',
      [...to, '-u', 'amy:secret', '-b', 'sid=abc', `${plain}/account`, `${plain}/two`, `${plain}/three`],
    ],
    ['curl', [...to, '-I', `${plain}/head`]],
    ['curl', [...to, '-F', 'name=bob', '-F', 'pass=word', `${plain}/upload`]],
    ['curl', [...to, '-T', '/usr/bin/curl', `${plain}/put`]],
    ['curl', [...to, '--http1.0', `${plain}/old`]],
    ['curl', [...to, '-H', 'Connection: close', `${plain}/close`]],
    ['curl', [...to, `${plain}/large`]],
    ['curl', [...to, `${plain}/chunked`]],
    ['curl', [...to, '--http2-prior-knowledge', `http://127.0.0.1:${http2}/two`]],
    ['curl', [...to, '--tlsv1.3', `${sealed}/`]],
    ['curl', [...to, '--tls-max', '1.2', `${sealed}/login`]],
    ['curl', [...to, '--tls-max', '1.2', '--ciphers', 'ECDHE-ECDSA-CHACHA20-POLY1305', `${sealed}/`]],
    ['curl', [...to, '--http1.1', `${sealed}/one`, `${sealed}/two`]],
    ['curl', [...to, '--max-time', '1', `${plain}/never`]],
    ['curl', [...to, `${sealed}/large`]],
    [
      'openssl',
      ['s_client', '-connect', `127.0.0.1:${https}`, '-servername', 'other.test', '-alpn', 'h2,http/1.1'],
      'GET / HTTP/1.0\r\n\r\n',
    ],
    ['openssl', ['s_client', '-connect', `127.0.0.1:${mail}`, '-starttls', 'smtp'], 'EHLO a\r\nQUIT\r\n'],
    ['curl', ['-s', '-o', '/dev/null', '--connect-timeout', '1', 'http://127.0.0.1:1/']],
  ];
}

/** Records real programs on loopback: one file each. */
async function recordings(folder: string): Promise<string[]> {
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '30',
    '-subj',
    '/CN=shop.test',
  ];
  execFileSync('openssl', [...request, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' });
  const [key, cert] = [readFileSync(keyFile), readFileSync(certFile)];
  const large = Buffer.alloc(300_000, 'large ');
  const answer: Parameters<typeof createServer>[1] = (asked, response) => {
    asked.resume();
    if (asked.url === '/never') return;
    if (asked.url === '/large') response.end(large);
    else if (asked.url === '/chunked') {
      response.write('one ');
      response.write('two ');
      response.end('three');
    } else response.setHeader('Set-Cookie', 'sid=made; Path=/').end(`you asked for ${asked.url}`);
  };
  const servers = [
    createServer(answer),
    createHttps({ key, cert }, answer),
    mailServer(key, cert),
    createHttp2((_, response) => response.end('two')),
  ];
  const [http = 0, https = 0, mail = 0, http2 = 0] = await Promise.all(
    servers.map((server) => listening(server)),
  );
  const files: string[] = [];
  for (const [index, [program, args, input]] of conversations(http, https, mail, http2).entries()) {
    const file = join(folder, `real-${index}.pcapng`);
    await recorded(file, [http, https, mail, http2, 1], () => run(program, args, input));
    files.push(file);
  }
  for (const server of servers) server.close();
  return files;
}

/** Segments written as hex and made a capture by text2pcap: with ports made up around them. */
function fromText(folder: string): string[] {
  const texts = [
    'GET /text HTTP/1.1\r\nHost: text.test\r\n\r\n',
    'USER bob\r\n',
    '\x16\x03\x01\0\x05\x01\0\0\x01\x03',
    'bytes of nobody',
  ];
  return texts.flatMap((text, index) =>
    [0, 1, 2, 3, 4].map((kind) => {
      const file = join(folder, `text-${index}-${kind}.pcapng`);
      const bytes = Buffer.from(text, 'latin1');
      const lines = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, line) => {
        const hex = bytes
          .subarray(16 * line, 16 * line + 16)
          .toString('hex')
          .replaceAll(/(..)/g, '$1 ');
        return `${(16 * line).toString(16).padStart(6, '0')} ${hex}`;
      });
      const dump = join(folder, 'dump.txt');
      writeFileSync(dump, `${lines.join('\n')}\n`);
      const ways = [
        ['-T', '4000,80'],
        ['-T', '80,4000'],
        ['-u', '4000,53'],
        ['-T', '4000,21', '-4', '10.0.0.1,10.0.0.2'],
        ['-T', '5000,25', '-6', '2001:db8::1,2001:db8::2'],
      ];
      execFileSync('text2pcap', ['-q', ...(ways[kind] ?? []), dump, file], { stdio: 'ignore' });
      return file;
    }),
  );
}

/** The same packets in other files: other formats, fewer of them, cut, doubled, later, out of order. */
const VARIANTS: readonly (readonly string[])[] = [
  ['-F', 'pcap'],
  ['-F', 'nsecpcap'],
  ['-F', 'pcap', '-s', '90'],
  ['-s', '200'],
  ['-F', 'modpcap'],
  ['-r', 'from', 'to', '4-9999'],
  ['-r', 'from', 'to', '1-6'],
  ['-t', '3600.5'],
  ['-D', '5'],
  ['-C', '4'],
  ['-S', '0.001'],
  ['-w', '0.5'],
];

/** Makes at least 300 captures in a folder, and gives their paths. Needs the rights to record on loopback. */
export async function makeCaptures(folder: string): Promise<readonly string[]> {
  const made = madeCaptures().map((bytes, index) => {
    const file = join(folder, `made-${index}.cap`);
    writeFileSync(file, bytes);
    return file;
  });
  const real = await recordings(folder);
  const variants = real.flatMap((from) =>
    VARIANTS.flatMap((args, index) => {
      const file = from.replace('.pcapng', `-${index}.cap`);
      try {
        const named = args.map((each) => (each === 'from' ? from : each === 'to' ? file : each));
        execFileSync('editcap', args.includes('from') ? named : [...args, from, file], { stdio: 'ignore' });
        return [file];
      } catch {
        return [];
      }
    }),
  );
  const merged = real.slice(1).map((other, index) => {
    const file = join(folder, `merged-${index}.pcapng`);
    execFileSync('mergecap', [...(index % 2 === 0 ? [] : ['-a']), '-w', file, real[index] ?? other, other], {
      stdio: 'ignore',
    });
    return file;
  });
  return [...made, ...real, ...variants, ...merged, ...fromText(folder)];
}
