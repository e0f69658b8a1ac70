/** What some alerts mean, for a person. RFC 8446 §6. */
const MEANINGS: Readonly<Record<number, string>> = {
  0: 'A polite goodbye: nothing more will be sent. Without it the end could be an attacker’s doing.',
  10: 'A message came that does not belong here.',
  20: 'A record did not pass its check: it was changed on the path, or the keys differ.',
  22: 'A record was too long.',
  40: 'Both sides found nothing in common: no cipher suite, group or certificate that suits both.',
  42: 'The certificate was broken or its signatures did not hold.',
  43: 'The certificate is of a kind that is not supported.',
  44: 'The certificate was revoked by its issuer.',
  45: 'The certificate is out of its time.',
  46: 'The certificate was refused for a reason that is not named further.',
  47: 'A field had a value that it must not have.',
  48: 'The certificate’s issuer is not trusted: this is how a victim refuses a forged one.',
  49: 'The certificate is good, but its owner may not come in.',
  50: 'A message could not be read: some length or value did not fit.',
  51: 'A signature or a key check in the handshake failed.',
  70: 'The version asked for is not one that the sender speaks.',
  71: 'The bank wants stronger ciphers than the victim offers.',
  80: 'Something went wrong that has nothing to do with the other side.',
  86: 'The victim came with an older version than it could: somebody may be talking it down.',
  90: 'The user gave up.',
  109: 'An extension that must be there is missing.',
  110: 'An extension came that nobody asked for.',
  112: 'The bank has no site of the name that was asked for.',
  113: 'The proof that the certificate is not revoked did not hold.',
  115: 'The key that was offered for resuming is not known.',
  116: 'The bank insists on a certificate of the victim.',
  120: 'None of the protocols offered (ALPN) is spoken.',
  121: 'The sealed ClientHello is required and was not there.',
};

/** What an alert says, in one sentence. */
export function alertWhy(description: number): string {
  return `${MEANINGS[description] ?? 'An alert that this lab has no word on.'} In clear: whoever is on the path reads the reason too.`;
}

/** Where the rule for an alert stands. */
export function alertSource(description: number): string {
  return SOURCES[description] ?? 'RFC 8446 §6.2';
}

/** Goodbyes stand apart from errors in RFC 8446, and some alerts in other documents. */
const SOURCES: Readonly<Record<number, string>> = {
  0: 'RFC 8446 §6.1',
  21: 'RFC 5246 §7.2.2',
  30: 'RFC 5246 §7.2.2',
  41: 'RFC 5246 §7.2.2',
  60: 'RFC 5246 §7.2.2',
  86: 'RFC 7507 §3',
  90: 'RFC 8446 §6.1',
  100: 'RFC 5246 §7.2.2',
  111: 'RFC 6066 §9',
  112: 'RFC 6066 §3',
  113: 'RFC 6066 §8',
  114: 'RFC 6066 §9',
  121: 'RFC 9849 §5',
};
