import { MemoryCookieStore, type Cookie } from 'tough-cookie';

type Found = Parameters<MemoryCookieStore['getAllCookies']>[0];

/** Offers its jar every cookie to pick from: tough-cookie's own look-up throws for a host such as `test`, and finds nothing for `bank.test.`. */
export class CookieStore extends MemoryCookieStore {
  override findCookies(domain: string, path: string, special?: boolean): Promise<Cookie[]>;
  override findCookies(domain: string, path: string, special?: boolean, found?: Found): void;
  override findCookies(_domain: string, _path: string, _special?: boolean, found?: Found): unknown {
    return found === undefined ? this.getAllCookies() : this.getAllCookies(found);
  }
}
