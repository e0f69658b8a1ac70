const CODES: Readonly<Record<number, string>> = {
  1000: 'All is said: the purpose of the connection is fulfilled.',
  1001: 'The sender is going away: the page was left, or the server stops.',
  1002: 'The other side broke the rules of the protocol.',
  1003: 'The sender got data of a kind that it cannot take.',
  1007: 'A message held bytes that do not fit its kind, such as text that is not UTF-8.',
  1008: 'A message went against the sender’s own rules.',
  1009: 'A message was too large.',
  1010: 'The server did not offer an extension that the client needs.',
  1011: 'The server met something that kept it from going on.',
};

/** What a code of closing says (RFC 6455, section 7.4.1). */
export function closeMeaning(code: number): string {
  const known = CODES[code];
  if (known !== undefined) return known;
  if (code >= 4000 && code < 5000) return 'A code that this site has a meaning of its own for.';
  if (code >= 3000 && code < 4000) return 'A code that a library or a framework has registered.';
  return 'A code that may not be sent, or that nothing defines.';
}
