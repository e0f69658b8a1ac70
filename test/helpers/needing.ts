import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import test, { type ImplementationFn } from 'ava';

import { howToInstall, programFile } from '../../lab/programs/find.ts';
import { KUBERNETES, runTool } from '../../tools/chart/chart.ts';

interface Need {
  /** Whether it is here. */
  readonly here: () => boolean;
  /** What a person can do about it where it is not. */
  readonly help: string;
}

/** The loopback interface's name. */
export const LOOPBACK = process.platform === 'darwin' ? 'lo0' : 'lo';

/** What some tests need and not every machine has. */
const NEEDS = {
  tshark: {
    here: () => prints(['tshark', '--version']),
    help: 'tshark is not here (Debian, Ubuntu: apt install tshark; macOS: brew install wireshark)',
  },
  capture: {
    here: () => prints(['tshark', '--version']) && prints(['dumpcap', '-L', '-i', LOOPBACK]),
    help: `tshark is not here, or may not capture on ${LOOPBACK} (Debian, Ubuntu: apt install tshark, and join the group wireshark)`,
  },
  chromium: {
    here: () => prints(['chromium', '--version']),
    help: 'chromium is not here (Debian: apt install chromium)',
  },
  firefox: {
    here: () => programFile('firefox') !== undefined,
    help: `Firefox is not here (${howToInstall('firefox')})`,
  },
  curl: {
    here: () => prints(['curl', '--version'], /OpenSSL/),
    help: 'there is no curl with OpenSSL, whose alerts are known (Debian, Ubuntu: apt install curl)',
  },
  openssl: {
    here: () => prints(['openssl', 'version'], /^OpenSSL/),
    help: 'there is no openssl(1) (Debian, Ubuntu: apt install openssl)',
  },
  nginx: {
    here: () => programFile('nginx') !== undefined,
    help: `nginx is not here (${howToInstall('nginx')})`,
  },
  apache: {
    here: () => programFile('apache') !== undefined,
    help: `Apache is not here (${howToInstall('apache')})`,
  },
  pebble: {
    here: () => programFile('pebble') !== undefined,
    help: `Pebble is not here (${howToInstall('pebble')})`,
  },
  bash: {
    here: () => prints(['bash', '--version']),
    help: 'bash is not here (Debian, Ubuntu: apt install bash; Windows has it in WSL)',
  },
  zsh: {
    here: () => prints(['zsh', '--version']),
    help: 'zsh is not here (Debian, Ubuntu: apt install zsh)',
  },
  fish: {
    here: () => prints(['fish', '--version']),
    help: 'fish is not here (Debian, Ubuntu: apt install fish; macOS: brew install fish)',
  },
  helm: {
    here: () => runTool('helm', ['version']) !== undefined && runTool('kubectl', ['--help']) !== undefined,
    help: 'helm and kubectl are not here: make chart brings them for Linux on x64, elsewhere helm.sh and kubernetes.io have them',
  },
  "Kubernetes' API": {
    here: () => existsSync(join(KUBERNETES, 'node_modules', 'kubernetes-models')),
    help: "the types of Kubernetes' API are not here: make chart brings them",
  },
  terminal: {
    here: () => prints(['script', '--version'], /util-linux/),
    help: 'a terminal is made with script(1) of util-linux (Debian: apt install bsdutils)',
  },
  nobody: {
    here: () => prints([...AS_NOBODY, process.execPath, '--version']),
    help: 'a user without rights is made with setpriv(1) of util-linux, and must be able to run Node: put Node where others may read it',
  },
  'no rights': {
    here: () => process.platform !== 'win32' && process.getuid?.() !== 0,
    help: 'root may read every file: run the tests as another user',
  },
  root: {
    here: () => process.getuid?.() === 0,
    help: 'only root gives a folder to another user: run the tests as root',
  },
  proc: {
    here: () => existsSync('/proc/self'),
    help: 'a folder that takes no files is /proc, which Linux has',
  },
  'full disk': {
    here: () => existsSync('/dev/full'),
    help: 'a full disk is /dev/full, which Linux has',
  },
  'own network': {
    here: () => prints(['unshare', '-n', 'sh', '-c', 'ip link set lo up && echo up']),
    help: 'a network of its own is made with unshare(1) of util-linux and ip(8) of iproute2, by root',
  },
  'own mounts': {
    here: () => prints(['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none /mnt && echo mounted']),
    help: 'mounts of its own are made with unshare(1) of util-linux and mount(8), by root',
  },
  Linux: {
    here: () => process.platform === 'linux',
    help: "elsewhere Chromium takes client certificates from the user's own store, which no test touches",
  },
  fifo: {
    here: () => process.platform !== 'win32',
    help: 'a FIFO is made with mkfifo(1), which Windows has not',
  },
} as const satisfies Readonly<Record<string, Need>>;

/** What to put before a command so that a user without rights runs it; nothing where this is one already. */
export const AS_NOBODY: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--'] : [];

function prints([command = '', ...args]: readonly string[], what = /./): boolean {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: 20_000 });
  return status === 0 && what.test(stdout);
}

/** The name of something that a test may need. */
export type Needed = keyof typeof NEEDS;

type Declare = (title: string, run: ImplementationFn<[]>) => void;

/** Declares tests that need something. Where it is not here they count as skipped, and their titles say what to do. */
export function needing(need: Needed | readonly Needed[], declare: Declare = test): Declare {
  const missing = [need]
    .flat()
    .map((name) => NEEDS[name])
    .find(({ here }) => !here());
  return missing === undefined ? declare : (title, run) => test.skip(`${title} (${missing.help})`, run);
}
