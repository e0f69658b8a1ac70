import { InvalidArgumentError, Option } from 'commander';

/** `--seed`, of what plays. */
export function seedOption(): Option {
  return new Option('--seed <seed>', 'repeat the password and balances of an earlier run').argParser(named);
}

/** `--victim`: who plays every victim. */
export function victimOption(): Option {
  return new Option(
    '--victim <browser>',
    "who plays every victim: the lab's own model of a browser, or the machine's Chromium (Chrome, Edge, Brave) or Firefox",
  ).choices(['model', 'chromium', 'firefox']);
}

/** `--window`, of real browsers. */
export function windowOption(): Option {
  return new Option('--window', 'open real browsers in a window, where all can see them');
}

/** `--theme`, of what has a stage. */
export function themeOption(): Option {
  return new Option(
    '--theme <name>',
    "the stage's colours: dark, light, high-contrast, or auto, which asks the terminal",
  ).default('auto');
}

/** `--listen`, of a class. */
export function listenOption(): Option {
  return new Option(
    '--listen <address:port>',
    'where the class comes in, as 192.168.1.20:8000; without it, 127.0.0.1:8000 on this machine alone',
  ).argParser(named);
}

/** `--public-url`, of a class. */
export function publicUrlOption(): Option {
  return new Option(
    '--public-url <url>',
    'where the class comes in through your proxy, with a path where it has one',
  ).argParser(named);
}

/** `--teacher-on-lan`, of a class. */
export function teacherOnLanOption(): Option {
  return new Option(
    '--teacher-on-lan',
    "let the teacher's page answer on a network without HTTPS: whoever is on the path reads its token",
  );
}

/** `--teacher-token-file`, of a class. */
export function teacherTokenOption(): Option {
  return new Option(
    '--teacher-token-file <file>',
    "a file with the teacher's token, in place of one that is made up",
  ).argParser(named);
}

/** `--force`, of what writes files. */
export function forceOption(): Option {
  return new Option('--force', 'write over a file that is there');
}

/** `--manual`, of what has a stage. */
export function manualOption(): Option {
  return new Option('--manual', 'on the stage every step waits for →');
}

/** `--speed`, of what has a stage. */
export function speedOption(): Option {
  return new Option('--speed <times>', 'how fast the stage goes, from 0.25 to 16').default('1');
}

/** `--save`, of what plays. */
export function saveOption(): Option {
  return new Option('--save <file>', 'write the session to a file as it happens').argParser(named);
}

/** An option's value as it was typed. Throws where it is empty. */
export function named(typed: string): string {
  if (typed === '') throw new InvalidArgumentError('It is empty.');
  return typed;
}
