import type { BankBooked, FormField, PageShown, RecordingDecrypted } from '../../../lab/facts/facts.ts';
import { grouped } from '../../../lab/text/count.ts';

/** What an address bar says, as every view writes it. */
export const SECURITY_WORDS = {
  secure: '✓ Secure',
  'not-secure': '⚠ Not secure',
  'certificate-error': '✗ Certificate error',
  unreachable: '✗ Unreachable',
} as const satisfies Record<PageShown['security'], string>;

/** `transfer booked: alice, 25.00 to bob`. It may hold what a victim typed: it is not yet safe for a terminal. */
export function bookedText({ event, user, receiver, amount }: BankBooked): string {
  const transfer = receiver === undefined ? '' : `, ${amount ?? ''} to ${receiver}`;
  return `${event.replaceAll('-', ' ')}: ${user}${transfer}`;
}

/** `user alice, password ••••`: what a person sees who looks over the victim's shoulder. Not yet safe for a terminal. */
export function filledText(fields: readonly FormField[]): string {
  return fields
    .filter(({ type }) => type !== 'hidden')
    .map(({ name, type, value }) => `${name} ${type === 'password' ? '••••' : value}`)
    .join(', ');
}

/** What is kept of what was opened, where that is not all of it. */
export function keptText({ length, bytes }: RecordingDecrypted): string {
  return length > bytes.length ? `, kept the first ${grouped(bytes.length)} bytes` : '';
}
