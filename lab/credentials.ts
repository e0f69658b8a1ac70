import { bankLeaf, type LeafSettings } from './bank/leaf.ts';
import { openAuthority } from './certificates/authority.ts';
import type { Authority } from './certificates/authority.ts';
import type { Leaf } from './certificates/leaf-content.ts';

/** The certificates that lanes ask for, each made when the first of them does and shared by those that want the same. */
export class Credentials {
  readonly #authority: Authority;
  readonly #host: string;
  readonly #leaves = new Map<string, Promise<Leaf>>();
  #customers: Promise<Authority> | undefined;

  /** `authority` is the one that victims trust; `host` is the bank's name. */
  constructor(authority: Authority, host: string) {
    this.#authority = authority;
    this.#host = host;
  }

  /** The bank's certificate under these settings. */
  bank(settings: LeafSettings): Promise<Leaf> {
    const kind = `${settings.certificate} ${settings.keyExchange}`;
    const leaf = this.#leaves.get(kind) ?? bankLeaf(settings, this.#host, this.#authority);
    this.#leaves.set(kind, leaf);
    return leaf;
  }

  /** The bank's own authority, for its customers' client certificates and nothing else. */
  customers(): Promise<Authority> {
    return (this.#customers ??= openAuthority('Harbour Bank Customers'));
  }

  /** The client certificate that the bank gave Alice. */
  async alice(): Promise<Leaf> {
    const customers = await this.customers();
    return customers.issue({ names: [`alice.${this.#host}`], commonName: 'Alice', usage: 'client' });
  }
}
