import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type { Guarded } from '../../programs/guarded.ts';

/** Folders and files of a browser's in the run's folder, made before it starts: only it and the lab may read them. */
export class RunProfile {
  readonly #guarded: Guarded;
  readonly #folders = new Set<string>(['.']);

  constructor(guarded: Guarded) {
    this.#guarded = guarded;
  }

  /** The whole path of something in the folder. */
  path(name: string): string {
    return join(this.#guarded.folder, name);
  }

  /** Makes a folder and those above it. */
  folder(name: string): string {
    if (!this.#folders.has(name)) {
      this.folder(dirname(name));
      this.#folders.add(name);
      mkdirSync(this.path(name), { mode: 0o700 });
      this.#guarded.give(name);
    }
    return this.path(name);
  }

  /** Writes a file. */
  file(name: string, content: string): string {
    this.folder(dirname(name));
    writeFileSync(this.path(name), content, { mode: 0o600 });
    this.#guarded.give(name);
    return this.path(name);
  }

  /** Has `make` write a file at a path, and gives it to whom the browser runs as. */
  made(name: string, make: (path: string) => void): void {
    this.folder(dirname(name));
    make(this.path(name));
    this.#guarded.give(name);
  }
}

/** Variables of a person's desktop without which no window opens. */
const DESKTOP = ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'XDG_SESSION_TYPE'] as const;

/** The environment of a browser: its home and all its temporary files lie in the run's folder. */
export function browserEnvironment(profile: RunProfile, window: boolean): Record<string, string> {
  const home = profile.folder('home');
  const desktop = DESKTOP.flatMap((name) => {
    const value = window ? process.env[name] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    HOME: home,
    // Not a folder below: the path of a socket in it has a limit.
    TMPDIR: profile.path('.'),
    XDG_CONFIG_HOME: profile.folder('home/.config'),
    XDG_CACHE_HOME: profile.folder('home/.cache'),
    XDG_DATA_HOME: profile.folder('home/.local'),
    SSLKEYLOGFILE: profile.file('keys.log', ''),
    // No session bus: nothing of the desktop's is asked.
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    LC_ALL: 'C.UTF-8',
    LANG: 'C.UTF-8',
    ...Object.fromEntries(desktop),
  };
}
