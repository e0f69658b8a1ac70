import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';

/** Whether both paths lead to one file, by whatever name or link. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [stat(one), stat(other)];
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

function stat(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // What is wrong with it is said when it is opened.
    return undefined;
  }
}
