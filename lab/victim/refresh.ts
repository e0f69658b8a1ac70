import { resolved } from './addresses.ts';

/** Digits, then after ";", "," or a blank perhaps "url=", then an address, perhaps in quotes (HTML, "shared declarative refresh steps"). */
const REFRESH =
  /^[\t\n\f\r ]*[\d.]+(?:$|(?:[\t\n\f\r ]*[;,]|[\t\n\f\r ])[\t\n\f\r ]*(?:url[\t\n\f\r ]*=[\t\n\f\r ]*)?(?:"([^"]*)"?|'([^']*)'?|(.*)))/is;

/**
 * Where `<meta http-equiv=refresh>`, or the header field `Refresh`, sends a browser after a while: an absolute
 * URL, that of the page itself where it names none. Nothing for what is no such wish.
 */
export function refreshTarget(
  content: string,
  page: { readonly url: string; readonly base: string; readonly encoding: string },
): string | undefined {
  const [whole, double, single, bare] = REFRESH.exec(content) ?? [];
  if (whole === undefined) return undefined;
  const address = double ?? single ?? bare ?? '';
  return address === '' ? page.url : resolved(address, page.base, page.encoding)?.href;
}
