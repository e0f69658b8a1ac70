import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ProgramFault } from '../../programs/program-fault.ts';
import { BANK_HOST } from '../../settings.ts';
import { HSTS_POLICY, REDIRECT_STATUS } from '../doors.ts';
import { CHALLENGE_PATH } from '../site.ts';
import { RSA_KEY_EXCHANGE } from '../tls.ts';
import { FILES, configurationText, versionsOf } from './configuration.ts';
import type { RealServer, Site, SiteDoor } from './configuration.ts';

/** Modules that a system's own package switches on, or `a2enmod` on Debian. Some builds have them inside. */
const MODULES = ['mpm_event', 'unixd', 'authz_core', 'ssl', 'headers', 'alias', 'proxy', 'proxy_http'];

/** Where packages put them: Debian, Fedora, Arch and Alpine, FreeBSD, macOS, Homebrew. */
const MODULE_FOLDERS = [
  '/usr/lib/apache2/modules',
  '/usr/lib64/httpd/modules',
  '/usr/lib/httpd/modules',
  '/usr/lib/apache2',
  '/usr/local/libexec/apache24',
  '/usr/libexec/apache2',
  '/opt/homebrew/opt/httpd/lib/httpd/modules',
  '/usr/local/opt/httpd/lib/httpd/modules',
];

/** Apache's HTTP server, as its documentation has it. */
export const APACHE: RealServer = {
  program: 'apache',
  site: (site) => site.doors.map((door) => virtualHost(door, site)).join(''),
  main: (folder, _found, site) => mainPart(folder, moduleFolder(), site),
  checks: (folder) => ['-t', '-d', folder, '-f', join(folder, FILES.configuration)],
  serves: (folder) => ['-d', folder, '-f', join(folder, FILES.configuration), '-DFOREGROUND'],
  reload: 'SIGUSR1',
};

function mainPart(folder: string, modules: string, site: string): string {
  return configurationText([
    `ServerRoot "${folder}"`,
    `DefaultRuntimeDir "${folder}"`,
    `PidFile ${FILES.pid}`,
    `Mutex default:.`,
    `ErrorLog ${FILES.log}`,
    `ServerName ${BANK_HOST}`,
    ...MODULES.flatMap((name) => [
      `<IfModule !${name}_module>`,
      `LoadModule ${name}_module "${modules}/mod_${name}.so"`,
      '</IfModule>',
    ]),
    // A connection that says nothing takes a thread: strangers at two full taps leave the victim's room.
    'StartServers 2',
    'ServerLimit 24',
    'ThreadsPerChild 64',
    'MaxRequestWorkers 1536',
    // What an idle connection of the victim's may take between two steps of a lesson.
    'KeepAliveTimeout 30',
    site.trimEnd(),
  ]);
}

function virtualHost(door: SiteDoor, { settings, certified }: Site): string {
  const tls = door.scheme === 'https';
  const versions = versionsOf(settings).map((version) => `+TLSv${version}`);
  return configurationText([
    `Listen 127.0.0.1:${door.listen}`,
    `<VirtualHost 127.0.0.1:${door.listen}>`,
    `    ServerName ${BANK_HOST}`,
    tls && '    SSLEngine on',
    tls && `    SSLCertificateFile ${FILES.certificate}`,
    tls && `    SSLCertificateKeyFile ${FILES.key}`,
    tls && `    SSLProtocol -all ${versions.join(' ')}`,
    tls && settings.keyExchange === 'rsa' && `    SSLCipherSuite ${RSA_KEY_EXCHANGE}`,
    tls && settings.clientCertificate && `    SSLCACertificateFile ${FILES.customers}`,
    tls && settings.clientCertificate && '    SSLVerifyClient require',
    tls && settings.hsts && `    Header always set Strict-Transport-Security "${HSTS_POLICY}"`,
    ...(door.does === 'serve' ? passedOn('/', door) : certified ? passedOn(CHALLENGE_PATH, door) : []),
    // What is passed on is not sent away: ProxyPass comes first.
    door.does === 'redirect' && `    Redirect ${REDIRECT_STATUS} / https://${BANK_HOST}/`,
    '</VirtualHost>',
  ]);
}

function passedOn(path: string, { app }: SiteDoor): readonly string[] {
  return [
    '    ProxyPreserveHost On',
    '    RequestHeader set Forwarded "expr=for=\\"%{REMOTE_ADDR}:%{REMOTE_PORT}\\";proto=%{REQUEST_SCHEME}"',
    `    ProxyPass ${path} unix:${app}|http://${BANK_HOST}${path}`,
  ];
}

function moduleFolder(): string {
  const folder = MODULE_FOLDERS.find((each) => existsSync(join(each, 'mod_proxy_http.so')));
  if (folder === undefined)
    throw new ProgramFault(
      `Apache is here, but not its modules: mod_proxy_http.so was looked for in ${MODULE_FOLDERS.join(', ')}`,
    );
  return folder;
}
