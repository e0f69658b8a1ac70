import { printable } from '../../lab/text/printable.ts';

/** Hostile text made safe for one line and cut to `limit` characters, where `…` says so. */
export function oneLine(text: string, limit: number): string {
  if (text.length <= limit) return printable(text);
  return `${printable(text.slice(0, limit).replace(/[\ud800-\udbff]$/, ''))}…`;
}
