import { latin1 } from '../../../lab/wire/bytes.ts';
import { grouped } from '../../../lab/text/count.ts';
import { searchSecret } from '../../reading/secrets.ts';
import { evidencePlaces, unfounded, verdict } from './kind.ts';
import type { ClaimKind } from './kind.ts';

/** What came of what the attacker tried afterwards. */
export const ATTACKS: readonly ClaimKind[] = [
  {
    sentence: 'attacker opened her account',
    holds: "With a stolen cookie the attacker got a page of the bank that has Alice's balance on it.",
    check: (view) => {
      const page = view.last('session-hijacked');
      if (page === undefined) return unfounded('the attacker opened no page with a stolen cookie');
      const balance = view.of('secret-planted').findLast(({ name }) => name === 'balance')?.value ?? '';
      const shows = balance !== '' && page.text.includes(balance);
      const cookie = page.cookie.replace(/^[^=]*=/, '');
      const search = cookie === '' ? undefined : searchSecret(view.streams, cookie);
      return verdict(shows && page.status === 200, `"${page.title}" at ${page.url}: ${page.text}`, {
        searched: search?.searchedBytes ?? 0,
        ways: search?.ways ?? 0,
        found: evidencePlaces(search?.findings ?? []),
      });
    },
  },
  {
    sentence: 'attacker could not open her account',
    holds: 'The attacker tried to use a stolen cookie, and no page came of it.',
    check: (view) => {
      const opened = view.last('session-hijacked');
      if (opened !== undefined) return verdict(false, `it opened ${opened.url}`);
      const failed = view.last('hijacking-failed');
      if (failed === undefined) return unfounded('the attacker did not try to use a stolen cookie');
      return verdict(true, failed.reason);
    },
  },
  {
    sentence: 'the recording opens',
    holds: "With the bank's private key the attacker opened recorded TLS, and what is in it is HTTP.",
    check: (view) => {
      const opened = view.of('recording-decrypted');
      const request = opened.find(({ bytes }) => /^[A-Z]+ \S+ HTTP\//.test(latin1(bytes.subarray(0, 256))));
      if (request === undefined) {
        const reason = view.last('recording-stays-sealed')?.reason ?? 'nobody tried to open the recording';
        return verdict(false, reason);
      }
      const bytes = opened.reduce((sum, { length }) => sum + length, 0);
      const [line = ''] = latin1(request.bytes.subarray(0, 256)).split('\r\n', 1);
      return verdict(true, `${grouped(bytes)} bytes opened, from ${line}`, {
        searched: view.recorded,
        ways: 1,
      });
    },
  },
  {
    sentence: 'the recording stays sealed',
    holds: "The attacker tried the bank's private key on the recorded TLS, and opened nothing.",
    check: (view) => {
      const proof = { searched: view.recorded, ways: 1 };
      const opened = view.of('recording-decrypted').reduce((sum, { length }) => sum + length, 0);
      if (opened > 0) return verdict(false, `${grouped(opened)} bytes of it were opened`, proof);
      const sealed = view.last('recording-stays-sealed');
      if (sealed === undefined) return unfounded('nobody tried to open a recording of TLS in this lane');
      return verdict(true, sealed.reason, proof);
    },
  },
];
