/** A program of the machine's own that the lab may start or a person may use beside it. */
export interface Program {
  /** As its makers write it. */
  readonly title: string;
  /** The names that its file may have, the usual one first. */
  readonly files: readonly string[];
  /** Where it may lie beside the folders of PATH: whole paths. */
  readonly beside?: readonly string[];
  /** What makes it say its version, and where the version stands in what it says. Some never say it. */
  readonly asks: readonly string[];
  readonly version: RegExp;
  /** The oldest version that can do what the lab asks of it, where that is known, and the one that it was tried with. */
  readonly least?: string;
  readonly tried: string;
  /** How a person gets it, by system. */
  readonly install: Readonly<Record<'linux' | 'darwin' | 'win32', string>>;
}

/** Every program that the lab knows by name. */
export const PROGRAMS = {
  nginx: {
    title: 'nginx',
    files: ['nginx'],
    asks: ['-v'],
    version: /nginx\/(\d[\d.]*)/,
    // TLSv1.3 and the status 308 in `return`.
    least: '1.13.0',
    tried: '1.22.1',
    install: {
      linux: 'Debian and Ubuntu: apt install nginx-light; Fedora: dnf install nginx',
      darwin: 'brew install nginx',
      win32: 'use WSL, and its package nginx-light',
    },
  },
  apache: {
    title: 'Apache',
    files: ['apache2', 'httpd'],
    asks: ['-v'],
    version: /Apache\/(\d[\d.]*)/,
    // TLSv1.3 in SSLProtocol.
    least: '2.4.36',
    tried: '2.4.71',
    install: {
      linux: 'Debian and Ubuntu: apt install apache2; Fedora: dnf install httpd mod_ssl',
      darwin: 'brew install httpd',
      win32: 'use WSL, and its package apache2',
    },
  },
  pebble: {
    title: 'Pebble',
    files: ['pebble'],
    // 2.4 knows no such flag, and says how it is used.
    asks: ['-version'],
    version: /Pebble version: v?(\d[\d.]*)/i,
    tried: '2.4.0',
    install: {
      linux: 'Debian and Ubuntu: apt install pebble; elsewhere: github.com/letsencrypt/pebble/releases',
      darwin: 'github.com/letsencrypt/pebble/releases',
      win32: 'github.com/letsencrypt/pebble/releases',
    },
  },
  chromium: {
    title: 'Chromium',
    files: [
      'chromium',
      'chromium-browser',
      'google-chrome',
      'google-chrome-stable',
      'microsoft-edge',
      'brave-browser',
    ],
    beside: [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
      '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
      '/Applications/Brave Browser.app/Contents/MacOS/Brave Browser',
      String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
      String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
    ],
    asks: ['--version'],
    version: /(?:Chrom\w+|Edge|Brave\w*(?: Browser)?)\D*(\d[\d.]*)/,
    // Certificates of a profile's own, in ServerCertificate.
    least: '136.0',
    tried: '156.0.8078.108',
    install: {
      linux: 'Debian: apt install chromium; elsewhere: google.com/chrome',
      darwin: 'brew install --cask chromium, or google.com/chrome',
      win32: 'google.com/chrome',
    },
  },
  firefox: {
    title: 'Firefox',
    files: ['firefox', 'firefox-esr'],
    beside: [
      '/Applications/Firefox.app/Contents/MacOS/firefox',
      String.raw`C:\Program Files\Mozilla Firefox\firefox.exe`,
    ],
    asks: ['--version'],
    version: /Firefox (\d[\d.]*)/,
    // Bodies of requests in WebDriver BiDi.
    least: '144.0',
    tried: '153.8.0',
    install: {
      linux: 'Debian: apt install firefox-esr; elsewhere: mozilla.org/firefox',
      darwin: 'brew install --cask firefox, or mozilla.org/firefox',
      win32: 'mozilla.org/firefox',
    },
  },
  tshark: {
    title: 'tshark',
    files: ['tshark'],
    beside: [
      '/Applications/Wireshark.app/Contents/MacOS/tshark',
      String.raw`C:\Program Files\Wireshark\tshark.exe`,
    ],
    asks: ['--version'],
    version: /TShark\D*(\d[\d.]*)/,
    tried: '4.0.17',
    install: {
      linux: 'Debian and Ubuntu: apt install tshark; Fedora: dnf install wireshark-cli',
      darwin: 'brew install wireshark',
      win32: 'wireshark.org/download.html',
    },
  },
} as const satisfies Readonly<Record<string, Program>>;

/** The name of one of them. */
export type ProgramName = keyof typeof PROGRAMS;
