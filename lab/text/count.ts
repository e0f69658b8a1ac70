/** A whole number with commas between thousands: `4,812`. (Intl would cost every start 15 ms.) */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 byte`, `2 bytes`: a count with its noun. */
export function counted(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
}
