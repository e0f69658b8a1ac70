/** The variable that says in which characters a person reads, and what it says: the first of POSIX's three that is set. */
export function localeVariable(
  env: NodeJS.ProcessEnv,
): { readonly name: string; readonly value: string } | undefined {
  for (const name of ['LC_ALL', 'LC_CTYPE', 'LANG']) {
    const value = env[name] ?? '';
    if (value !== '') return { name, value };
  }
  return undefined;
}

/**
 * Whether what is written may be UTF-8: as the locale says, and always in Windows Terminal. Otherwise it must be ASCII.
 * Where no locale is set at all, as in many containers, the terminal is one of today, and these speak UTF-8.
 */
export function takesUtf8(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (platform === 'win32' && (env['WT_SESSION'] ?? '') !== '') return true;
  const value = localeVariable(env)?.value;
  return value === undefined ? platform !== 'win32' : /utf-?8/i.test(value);
}
