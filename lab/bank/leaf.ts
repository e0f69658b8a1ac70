import { openAuthority } from '../certificates/authority.ts';
import type { Authority } from '../certificates/authority.ts';
import { makeLeaf } from '../certificates/leaf.ts';
import type { Leaf } from '../certificates/leaf-content.ts';
import { DAY } from '../certificates/validity.ts';
import type { BankSettings } from '../settings.ts';

/** What decides over a bank's certificate: two lanes that agree in this can share one. */
export type LeafSettings = Pick<BankSettings, 'certificate' | 'keyExchange'>;

/** Makes the certificate of a bank called `host`, as bad as the settings want it; `authority` is the one that victims trust. */
export async function bankLeaf(settings: LeafSettings, host: string, authority: Authority): Promise<Leaf> {
  const request = { names: [host], keyType: settings.keyExchange === 'rsa' ? 'rsa' : 'ec' } as const;
  switch (settings.certificate) {
    case 'good':
      return authority.issue(request);
    case 'expired':
      return authority.issue({
        ...request,
        notBefore: new Date(Date.now() - 31 * DAY),
        notAfter: new Date(Date.now() - DAY),
      });
    case 'wrong-name':
      return authority.issue({ ...request, names: ['www.bank-login.test'] });
    case 'self-signed':
      return makeLeaf(request);
    case 'unknown-authority': {
      const unknown = await openAuthority('An Authority That Nobody Knows');
      return unknown.issue(request);
    }
  }
}
