/** Features that would call out, or change what the lesson is about. */
const OFF = [
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'MediaRouter',
  'OptimizationHints',
  'Translate',
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'NetworkTimeServiceQuerying',
];

/** How Chromium is started, each for its reason. */
export interface ChromiumFlags {
  readonly profile: string;
  readonly door: number;
  readonly window: boolean;
  readonly sandbox: boolean;
}

/** The command line of a Chromium that is driven over pipes, goes out by the lab's door alone, and asks nothing by itself. */
export function chromiumFlags({ profile, door, window, sandbox }: ChromiumFlags): readonly string[] {
  return [
    `--user-data-dir=${profile}`,
    '--remote-debugging-pipe',
    // By the door, for names too; ordinarily what is on this machine goes past it.
    `--proxy-server=socks5://127.0.0.1:${door}`,
    '--proxy-bypass-list=<-loopback>',
    '--disable-quic',
    // Nothing of first runs.
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-search-engine-choice-screen',
    '--no-service-autorun',
    // Nothing that it does by itself.
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-default-apps',
    '--disable-component-extensions-with-background-pages',
    '--allow-browser-signin=false',
    '--disable-extensions',
    '--disable-domain-reliability',
    '--disable-client-side-phishing-detection',
    '--no-pings',
    '--disable-breakpad',
    '--metrics-recording-only',
    `--disable-features=${OFF.join(',')}`,
    // Nothing of the desktop's: its key ring, its small shared memory.
    '--password-store=basic',
    '--use-mock-keychain',
    '--disable-dev-shm-usage',
    '--disable-gpu',
    ...(sandbox ? [] : ['--no-sandbox']),
    ...(window ? ['--window-size=1100,760', '--window-position=0,0'] : ['--headless=new']),
    'about:blank',
  ];
}
