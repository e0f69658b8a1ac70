import type { Security } from '../../../lab/facts/facts.ts';
import { grouped } from '../../../lab/text/count.ts';
import type { EvidencePlace } from '../../../lab/facts/session.ts';
import { anyFormOnWire, formOnWire, mayBeRequest, placeOfRequest } from './form-on-wire.ts';
import { unfounded, verdict } from './kind.ts';
import type { ClaimKind } from './kind.ts';
import type { LaneView } from './lane-view.ts';

/** What an address bar may say, and the fact's word for it. */
const BARS: Readonly<Record<string, Security>> = {
  secure: 'secure',
  'not secure': 'not-secure',
  'certificate error': 'certificate-error',
  unreachable: 'unreachable',
};

/** Names of errors as Chromium spells them, which a page may show in this lab. */
const ERRORS = [
  'ERR_CERT_DATE_INVALID',
  'ERR_CERT_COMMON_NAME_INVALID',
  'ERR_CERT_AUTHORITY_INVALID',
  'ERR_CERT_INVALID',
  'ERR_BAD_SSL_CLIENT_AUTH_CERT',
  'ERR_SSL_BAD_RECORD_MAC_ALERT',
  'ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
  'ERR_SSL_PROTOCOL_ERROR',
  'ERR_BLOCKED_BY_CLIENT',
  'ERR_CONNECTION_REFUSED',
  'ERR_CONNECTION_RESET',
  'ERR_CONNECTION_CLOSED',
  'ERR_EMPTY_RESPONSE',
  'ERR_NAME_NOT_RESOLVED',
] as const;

/** What the victim's browser shows, and what left it. */
export const VICTIM: readonly ClaimKind[] = [
  {
    sentence: 'address bar says <what>',
    values: Object.keys(BARS),
    holds: 'The page that the victim sees now has this in its address bar.',
    check: (view, what) => {
      const page = view.last('page-shown');
      if (page === undefined) return unfounded('no page was shown in this lane');
      const shown = page.error === undefined ? page.url : `${page.url}: ${page.error}`;
      return verdict(page.security === BARS[what], `${page.security.replace('-', ' ')} at ${shown}`);
    },
  },
  {
    sentence: 'browser shows <error>',
    values: ERRORS,
    holds: 'The victim sees an error now in place of a page, and this is its name.',
    check: (view, error) => {
      const page = view.last('page-shown');
      if (page === undefined) return unfounded('no page was shown in this lane');
      return verdict(page.error === error, `${page.error ?? `the page "${page.title}"`} at ${page.url}`);
    },
  },
  {
    sentence: 'victim sent a form',
    holds: 'The last form that the victim filled left: the recording has the request, or the record with it.',
    check: (view) => {
      const form = formOnWire(view);
      if (form === undefined) return verdict(false, 'no form left', { searched: view.recorded });
      const text = `${grouped(form.length)} bytes ${form.sealed ? 'sealed in TLS' : 'in clear'}`;
      return verdict(true, text, { searched: view.recorded, ways: 1, found: form.places });
    },
  },
  {
    sentence: 'victim sent no form',
    holds: 'The victim was to send a form, and the recording has no request after that.',
    check: (view) => {
      if (view.of('form-not-sent').length + view.of('form-filled').length === 0)
        return unfounded('the victim was not to send a form in this lane');
      const form = anyFormOnWire(view);
      const reason = view.last('form-not-sent')?.reason ?? 'the form was filled';
      const text = form === undefined ? `${reason}; no form left` : `a form of ${form.length} bytes left`;
      const found = form?.places ?? [];
      return verdict(form === undefined && !view.isCut, text, { searched: view.recorded, ways: 1, found });
    },
  },
  {
    sentence: 'victim sent no request',
    holds:
      'The victim tried to open a page, and nothing that it sent is a request of HTTP: neither in clear nor long enough in TLS.',
    check: (view) => {
      if (view.of('page-shown').length === 0) return unfounded('the victim opened no page in this lane');
      const found = requestsIn(view);
      const made = view.of('exchange-made').length;
      const none = found.length === 0 && made === 0 && !view.isCut;
      const text = none
        ? `${grouped(view.recorded)} bytes recorded: no request of HTTP among them`
        : `${Math.max(found.length, made)} requests left`;
      return verdict(none, text, { searched: view.recorded, ways: 2, found });
    },
  },
];

function requestsIn(view: LaneView): readonly EvidencePlace[] {
  return view.traffic.units.filter(mayBeRequest).map(placeOfRequest);
}
