/** What `--to` may name, in the order in which help lists it. It stands alone, so that help loads no format. */
export const FORMAT_IDS = [
  'pcapng',
  'keylog',
  'har',
  'json',
  'jsonl',
  'text',
  'html',
  'cast',
  'server-config',
] as const;

/** The name of a format. */
export type FormatId = (typeof FORMAT_IDS)[number];

/** All of them in words: `a, b or c`. */
export function formatsInWords(): string {
  return `${FORMAT_IDS.slice(0, -1).join(', ')} or ${FORMAT_IDS.at(-1)}`;
}
