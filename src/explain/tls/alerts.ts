import { SOURCES } from '../sources/sources.ts';

/** What some alerts mean, for a person. RFC 9846 §6. */
const MEANINGS: Readonly<Record<number, string>> = {
  0: 'A polite goodbye: nothing more will be sent. Without it the end could be an attacker’s doing.',
  10: 'A message came that does not belong here.',
  20: 'A record did not pass its check: it was changed on the path, or the keys differ.',
  21: 'A record could not be decrypted. Nobody may send this any more: it told attackers too much.',
  22: 'A record was too long.',
  30: 'A record could not be unpacked. TLS 1.3 has no compression any more.',
  40: 'The sender found nothing that suits it: no cipher suite, group or certificate, or one that it insists on is missing.',
  41: 'The victim has no certificate to show. Only SSL 3.0 said it this way.',
  42: 'The certificate was broken or its signatures did not hold.',
  43: 'The certificate is of a kind that is not supported.',
  44: 'The certificate was revoked by its issuer.',
  45: 'The certificate is out of its time.',
  46: 'The certificate was refused for a reason that is not named further.',
  47: 'A field had a value that it must not have.',
  48: 'The certificate’s issuer is not trusted: this is how a victim refuses a forged one.',
  49: 'The certificate or key is good, but its owner may not come in.',
  50: 'A message could not be read: some length or value did not fit.',
  51: 'A signature or a key check in the handshake failed.',
  52: 'Too many names for one connection were asked for. This belongs to DTLS, which TLS over TCP is not.',
  60: 'The cipher was too strong for an old export law. Nobody sends this any more.',
  70: 'The version asked for is not one that the sender speaks.',
  71: 'The bank wants stronger ciphers than the victim offers.',
  80: 'Something went wrong that has nothing to do with the other side.',
  86: 'The victim came with an older version than it could: somebody may be talking it down.',
  90: 'The sender breaks off for a reason of its own, such as a user who gave up.',
  100: 'The sender does not want a new handshake inside this connection. TLS 1.3 has none.',
  109: 'An extension that must be there is missing.',
  110: 'An extension came that nobody asked for.',
  111: 'A certificate could not be fetched from where it was said to be.',
  112: 'The bank has no site of the name that was asked for.',
  113: 'The proof that the certificate is not revoked did not hold.',
  114: 'A certificate that was fetched is not the one that was meant.',
  115: 'The key that was offered for resuming is not known.',
  116: 'The bank insists on a certificate of the victim.',
  117: 'Something failed: the sender has no better name for it, or does not want to say.',
  120: 'None of the protocols offered (ALPN) is spoken.',
  121: 'The bank did not accept the victim’s sealed ClientHello (ECH), so the victim ends the connection.',
};

/** What an alert says, in one sentence or two, and that it can be read. */
export function alertWhy(description: number): string {
  return `${MEANINGS[description] ?? 'An alert that this lab has no word on.'} In clear: whoever is on the path reads the reason too.`;
}

/** Where the rule for an alert stands. */
export function alertSource(description: number): string {
  if (MEANINGS[description] === undefined) return SOURCES.alertRegistry;
  return ELSEWHERE[description] ?? SOURCES.errorAlerts;
}

/** Goodbyes stand apart from errors in RFC 9846, and some alerts in other documents. */
const ELSEWHERE: Readonly<Record<number, string>> = {
  0: SOURCES.closureAlerts,
  21: SOURCES.alerts12,
  30: SOURCES.alerts12,
  41: SOURCES.alerts12,
  52: SOURCES.connectionIds,
  60: SOURCES.alerts12,
  86: SOURCES.fallbackSignal,
  90: SOURCES.closureAlerts,
  100: SOURCES.alerts12,
  111: SOURCES.extensionAlerts,
  112: SOURCES.serverName,
  113: SOURCES.stapling,
  114: SOURCES.extensionAlerts,
  120: SOURCES.alpnChoice,
  121: SOURCES.echRejected,
};
