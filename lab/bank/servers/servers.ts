import type { BankSettings } from '../../settings.ts';
import type { OpenBankServer } from './bank-server.ts';
import { openBuiltIn } from './built-in.ts';

/** Every server that can stand in front of the bank's app. What starts a program of the machine's is loaded where it is asked for. */
export const BANK_SERVERS: Readonly<Record<BankSettings['server'], OpenBankServer>> = {
  'built-in': openBuiltIn,
  nginx: async (options) => {
    if (options.doors.length === 0) return openBuiltIn(options);
    const [{ openRealServer }, { NGINX }] = await Promise.all([
      import('./real-server.ts'),
      import('./nginx.ts'),
    ]);
    return openRealServer(NGINX, options);
  },
  apache: async (options) => {
    if (options.doors.length === 0) return openBuiltIn(options);
    const [{ openRealServer }, { APACHE }] = await Promise.all([
      import('./real-server.ts'),
      import('./apache.ts'),
    ]);
    return openRealServer(APACHE, options);
  },
};
