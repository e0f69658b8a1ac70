import { BANK_HOST } from '../../settings.ts';
import { isOlder } from '../../programs/find.ts';
import { HSTS_POLICY, REDIRECT_STATUS } from '../doors.ts';
import { CHALLENGE_PATH } from '../site.ts';
import { RSA_KEY_EXCHANGE } from '../tls.ts';
import { FILES, configurationText, versionsOf } from './configuration.ts';
import type { RealServer, Site, SiteDoor } from './configuration.ts';

/** nginx, as its documentation has it. */
export const NGINX: RealServer = {
  program: 'nginx',
  site: (site) => site.doors.map((door) => serverBlock(door, site)).join(''),
  main: (_folder, _found, site) =>
    configurationText([
      'daemon off;',
      `pid ${FILES.pid};`,
      'worker_processes 1;',
      'error_log stderr warn;',
      'events { worker_connections 4096; }',
      'http {',
      '    access_log off;',
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((of) => `    ${of}_temp_path ${of};`),
      site.trimEnd(),
      '}',
    ]),
  checks: (folder, { version }) => ['-t', ...argumentsFor(folder, version)],
  serves: (folder, { version }) => argumentsFor(folder, version),
  reload: 'SIGHUP',
};

/** The first version that can be kept from its own error log before it has read a configuration. */
const KNOWS_E = '1.19.5';

function argumentsFor(folder: string, version: string | undefined): readonly string[] {
  const log = isOlder(version, KNOWS_E) ? [] : ['-e', 'stderr'];
  return ['-p', folder, ...log, '-c', `${folder}/${FILES.configuration}`];
}

function serverBlock(door: SiteDoor, { settings, certified }: Site): string {
  const tls = door.scheme === 'https';
  return configurationText([
    'server {',
    `    listen 127.0.0.1:${door.listen}${tls ? ' ssl' : ''};`,
    `    server_name ${BANK_HOST};`,
    tls && `    ssl_certificate ${FILES.certificate};`,
    tls && `    ssl_certificate_key ${FILES.key};`,
    tls &&
      `    ssl_protocols ${versionsOf(settings)
        .map((version) => `TLSv${version}`)
        .join(' ')};`,
    tls && settings.keyExchange === 'rsa' && `    ssl_ciphers ${RSA_KEY_EXCHANGE};`,
    tls && settings.clientCertificate && `    ssl_client_certificate ${FILES.customers};`,
    tls && settings.clientCertificate && '    ssl_verify_client on;',
    tls && settings.hsts && `    add_header Strict-Transport-Security "${HSTS_POLICY}" always;`,
    ...(door.does === 'serve' ? passedOn('/', door) : redirected(door, certified)),
    '}',
  ]);
}

/** Everybody is sent to https, but for an authority that looks for its file. */
function redirected(door: SiteDoor, certified: boolean): readonly string[] {
  const sent = `return ${REDIRECT_STATUS} https://${BANK_HOST}$request_uri;`;
  if (!certified) return [`    ${sent}`];
  return [...passedOn(CHALLENGE_PATH, door), '    location / {', `        ${sent}`, '    }'];
}

function passedOn(path: string, { app }: SiteDoor): readonly string[] {
  return [
    `    location ${path} {`,
    `        proxy_pass http://unix:${app};`,
    '        proxy_set_header Host $host;',
    `        proxy_set_header Forwarded 'for="$remote_addr:$remote_port";proto=$scheme';`,
    '    }',
  ];
}
