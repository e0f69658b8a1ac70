/**
 * Whom programs run as where the lab runs as root: the system's nobody. Undefined where the lab has no more rights than
 * its user; then its programs have the same.
 */
export const UNPRIVILEGED: { readonly uid: number; readonly gid: number } | undefined =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
