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

/** Whether what is written may be UTF-8: as the locale says, and always in Windows Terminal. Otherwise it must be ASCII. */
export function takesUtf8(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): boolean {
  if (platform === 'win32' && (env['WT_SESSION'] ?? '') !== '') return true;
  return /utf-?8/i.test(localeVariable(env)?.value ?? '');
}
