/** An amount of money in whole cents. */
export type Cents = number;

/** Far more than the bank holds, and far less than a number loses cents at. */
const MOST_DIGITS = 12;

/** Writes an amount as the bank's pages do: `2,940.17`. */
export function formatCents(cents: Cents): string {
  const whole = Math.trunc(Math.abs(cents) / 100);
  const rest = String(Math.abs(cents) % 100).padStart(2, '0');
  return `${cents < 0 ? '-' : ''}${String(whole).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')}.${rest}`;
}

/** Reads an amount as people type it: `12`, `12.5`, `2,940.17`. Nothing where it is no amount above zero. */
export function parseCents(text: string): Cents | undefined {
  const match = /^(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/.exec(text.slice(0, 32).trim());
  const whole = match?.[1]?.replaceAll(',', '');
  if (whole === undefined || whole.length > MOST_DIGITS) return undefined;
  const cents = Number(whole) * 100 + Number((match?.[2] ?? '').padEnd(2, '0'));
  return cents > 0 ? cents : undefined;
}
