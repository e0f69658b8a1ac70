/** What is meant, as it is written in a file, with the words that writers try for it. */
type TriedWords = Readonly<Record<string, readonly string[]>>;

const YES = ['yes', 'on', 'true', 'y', '1', 'enabled', 'enable', 'always', 'required', 'require'];
const NO = ['no', 'off', 'false', 'n', '0', 'none', 'disabled', 'disable', 'never', 'nothing', 'nobody'];

/** What switches are tried with, whatever they are for. */
const FLAG: TriedWords = { true: YES, false: NO };

const OPEN = [...YES, 'open', 'ok', 'normal', 'default', 'pages', 'served', 'serves'];
const SHUT = [...NO, 'close', 'shut', 'down', 'refuse', 'refused', 'block', 'blocked', 'drop'];

/** What the settings that are one of a few words are tried with, by their keys. */
const CHOICES: Readonly<Record<string, TriedWords>> = {
  server: {
    'built-in': [...NO, 'builtin', 'default', 'own', 'lab', 'internal', 'node', 'normal'],
    nginx: ['openresty', 'real', ...YES],
    apache: ['httpd', 'apache2ctl'],
  },
  http: {
    serve: [...OPEN, 'http', 'plain', 'clear', '80'],
    redirect: ['https', 'to-https', 'upgrade', 'forward', '301', '302', '307', '308', '443'],
    closed: SHUT,
    tls: ['ssl', 'encrypted', 'sealed'],
  },
  https: {
    serve: [...OPEN, 'https', 'tls', 'ssl', '443'],
    closed: SHUT,
    plain: ['http', 'clear', 'cleartext', 'plaintext', 'unencrypted', '80'],
  },
  certificate: {
    good: [...YES, 'ok', 'valid', 'right', 'trusted', 'normal', 'default', 'public'],
    expired: ['old', 'outdated', 'past', 'invalid'],
    'wrong-name': ['mismatch', 'wrong-host', 'wrong-domain', 'wrong', 'other-name', 'name'],
    'self-signed': ['self', 'selfsigned', 'own'],
    'unknown-authority': ['untrusted', 'unknown', 'unknown-ca', 'unknown-issuer', 'private', 'fake'],
    'https: closed': NO,
  },
  tls: {
    // The oldest that the bank speaks.
    '1.2': ['old', '12', '1.1', '1.0', '1', 'tls1.1', 'tls1.0', 'tls1', 'ssl', 'ssl3', 'sslv3', '2'],
    '1.3': ['new', 'newest', 'latest', 'modern', '13', '1.4', '3', '1.3+'],
    both: [...YES, 'all', 'any', 'default', 'normal', '*', '1.2-1.3', '1.2+', '1.2 and 1.3'],
    'https: plain': NO,
  },
  'key-exchange': {
    ecdhe: ['dhe', 'dh', 'ecdh', 'ephemeral', 'fresh', 'pfs', 'forward-secrecy', 'default', ...YES],
    rsa: ['static', 'static-rsa', 'old', ...NO],
  },
  does: {
    watch: [...NO, ...YES, 'passive', 'listen', 'sniff', 'read', 'see', 'eavesdrop', 'observe', 'monitor'],
    forge: ['mitm', 'intercept', 'spoof', 'fake', 'impersonate', 'certificate', 'proxy', 'active', 'decrypt'],
    strip: ['sslstrip', 'ssl-strip', 'tls-strip', 'downgrade'],
    tamper: ['modify', 'change', 'alter', 'edit', 'rewrite', 'inject', 'manipulate', 'replace'],
  },
  trusts: {
    public: [...NO, 'normal', 'default', 'ca', 'authority', 'bank', 'careful'],
    attacker: [...YES, 'all', 'any', 'anyone', 'anybody', 'everyone', 'everybody', 'both', 'mallory', 'mitm'],
  },
  browses: {
    'as-typed': [...NO, 'http', 'normal', 'default', 'typed', 'http-first', 'http-only'],
    'https-first': [...YES, 'https', 'upgrade', 'prefer-https'],
    'https-only': ['strict', 'only-https', 'https-everywhere', 'only'],
    'preloaded: true': ['hsts', 'preload', 'preloaded'],
  },
};

/** What a writer probably wanted who tried a value that is no word of the setting under `key`; undefined where that is not known. */
export function triedSetting(key: string, value: unknown): string | undefined {
  return triedAmong(CHOICES[key] ?? FLAG, value);
}

/** The same of a setting that is true or false. */
export function triedFlag(value: unknown): string | undefined {
  return triedAmong(FLAG, value, '');
}

/** The word for an attack that was probably meant by another; undefined where that is not known. */
export function triedAttack(value: string): string | undefined {
  return meantBy(CHOICES['does'] ?? {}, value);
}

function triedAmong(tried: TriedWords, value: unknown, quote = '"'): string | undefined {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return undefined;
  const meant = meantBy(tried, String(value));
  if (meant === undefined) return undefined;
  return `did you mean ${quote}${meant}${quote}?`;
}

function meantBy(tried: TriedWords, value: string): string | undefined {
  const word = value.trim().toLowerCase().replaceAll(/[_ ]/g, '-');
  // tls1.2, TLSv1.2 and tls-1.2 are ways to write 1.2.
  const version = /^(?:tls|ssl)?-?v?-?(\d(?:\.\d)?)$/.exec(word)?.[1];
  const entries = Object.entries(tried);
  const [found] =
    entries.find(([meant, words]) => words.includes(word) || meant === word) ??
    entries.find(
      ([meant, words]) => version !== undefined && (words.includes(version) || meant === version),
    ) ??
    [];
  return found;
}
