import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { ExecutionContext } from 'ava';
import { programFile } from '../../lab/programs/find.ts';
import { openClass } from '../../src/class/open-class.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';
import { ToldLesson } from '../../tools/support/told-lesson.ts';
import { needing } from '../helpers/needing.ts';
import { freshFolder } from '../helpers/program.ts';
import { until } from '../helpers/until.ts';

const HOST = 'class.example.edu';

/** nginx with the class below a path, as docs/class.md says, and compressing what may be; gives the socket that it listens on. */
async function proxied(t: ExecutionContext, to: string, proto: string): Promise<string> {
  const folder = await freshFolder(t);
  const socket = join(folder, 'nginx.sock');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((what) => `${what}_temp_path ${join(folder, what)};`)
    .join(' ');
  const file = join(folder, 'nginx.conf');
  await writeFile(
    file,
    `daemon off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'error')}; events {}
http { access_log off; ${temporary} gzip on; gzip_min_length 1; gzip_types *; server { listen unix:${socket};
location /monday/ { proxy_pass ${to}; proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Proto ${proto};
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; } } }`,
  );
  const nginx = spawn(programFile('nginx') ?? 'nginx', ['-c', file, '-e', join(folder, 'error')], {
    stdio: 'ignore',
  });
  t.teardown(async () => {
    nginx.kill();
    if (nginx.exitCode === null && nginx.signalCode === null) await once(nginx, 'close');
  });
  await until(() => existsSync(socket));
  return socket;
}

async function through(
  socketPath: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
  body?: string,
): Promise<IncomingMessage> {
  const sent = request({
    socketPath,
    path,
    method: body === undefined ? 'GET' : 'POST',
    agent: false,
    headers: {
      host: HOST,
      ...(body !== undefined && { origin: `https://${HOST}`, 'content-length': Buffer.byteLength(body) }),
      ...headers,
    },
  });
  const answered = once(sent, 'response');
  sent.end(body);
  const [answer]: IncomingMessage[] = await answered;
  if (answer === undefined) throw new Error('nothing was answered');
  return answer;
}

const withNginx = needing(['nginx']);

for (const [what, end] of [
  ['leaves the path', ''],
  ['takes the path away', '/'],
] as const)
  withNginx(
    `Behind an nginx that ${what} a student follows at once, and the teacher's page is for HTTPS alone.`,
    async (t) => {
      const room = await openClass({
        host: '127.0.0.1',
        port: 0,
        teacherOnLan: false,
        publicUrl: new URL(`https://${HOST}/monday/`),
      });
      t.teardown(room.close);
      const lesson = new ToldLesson(RECORDED);
      room.classroom.show(lesson);
      const to = `http://127.0.0.1:${room.port}${end}`;
      // Where the TLS ends before nginx, as at a cloud's door, it is told so by a word of its configuration.
      const [secure, clear] = await Promise.all([proxied(t, to, 'https'), proxied(t, to, '$scheme')]);
      t.is((await through(secure, '/monday/teacher')).statusCode, 200);
      t.is((await through(clear, '/monday/teacher', { 'x-forwarded-proto': 'https' })).statusCode, 404);
      const joined = await through(
        secure,
        '/monday/join',
        {},
        `code=${room.classroom.roster.code}&nickname=Ann`,
      );
      const { location = '' } = joined.headers;
      t.regex(location, /^\/monday\/\?key=/);
      t.is((await through(secure, location)).statusCode, 200);
      const stream = await through(secure, location.replace('?', 'events?'), { 'accept-encoding': 'gzip' });
      t.teardown(() => stream.destroy());
      t.is(stream.headers['content-encoding'], 'gzip', 'which must not hold back what comes either');
      let told = '';
      stream.pipe(createGunzip()).on('data', (text: Buffer) => (told += text.toString()));
      await until(() => told.includes('event: state'));
      lesson.tellTo('question-asked');
      await until(() => /event: parts\ndata: .*<form/.test(told));
      const key = location.split('=')[1] ?? '';
      t.is((await through(secure, '/monday/vote', {}, `key=${key}&question=1&choice=2`)).statusCode, 303);
      t.is(room.classroom.voting.voted, 1);
    },
  );
