/** How archives that are not opened begin, as Latin-1. */
const BEGINNINGS = [
  ['7z', "7z\xbc\xaf'\x1c"],
  ['rar', 'Rar!\x1a\x07'],
  ['gzip', '\x1f\x8b'],
  ['xz', '\xfd7zXZ\0'],
  ['bzip2', 'BZh'],
] as const;

/** What a file is called that begins like an archive of a kind that is not opened; undefined for any other. */
export function unopenedArchive(start: Buffer): string | undefined {
  const text = start.subarray(0, 512).toString('latin1');
  // POSIX.1, pax: the word stands behind the name and what else is known of the first file.
  if (text.startsWith('ustar', 257)) return 'tar';
  return BEGINNINGS.find(([, beginning]) => text.startsWith(beginning))?.[0];
}
