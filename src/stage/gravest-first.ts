/** Values whose sight is worth a stop, a banner or a verdict, the gravest first. */
export const GRAVEST_FIRST: readonly string[] = ['password', 'session cookie', 'challenge'];
