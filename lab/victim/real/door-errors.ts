import { portOf } from '../../network.ts';
import type { SocksDoor } from './socks-door.ts';

/** What the lab's SOCKS door last did for a destination. */
export type OutcomeOf = SocksDoor['outcome'];

/** What browsers say where a SOCKS door did not lead them on. */
const DOOR_SAID_NO =
  /^ERR_SOCKS_CONNECTION|^NS_ERROR_(PROXY_)?CONNECTION_REFUSED$|^NS_ERROR_UNKNOWN_(PROXY_)?HOST$/;

/**
 * The error that a browser would have without the door: behind it a port that refuses, and a name that is nowhere, look
 * like the door's own. Any other error stays as it is.
 */
export function behindTheDoor(error: string, url: string, outcome: OutcomeOf): string {
  if (!DOOR_SAID_NO.test(error)) return error;
  const target = URL.parse(url);
  if (target === null) return error;
  const how = outcome(`${target.hostname}:${portOf(target)}`);
  if (how === 'refused') return 'ERR_CONNECTION_REFUSED';
  return how === 'unknown' ? 'ERR_NAME_NOT_RESOLVED' : error;
}
