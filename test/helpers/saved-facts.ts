import { readFileSync } from 'node:fs';
import type { Fact } from '../../lab/facts/session.ts';

/** The facts in JSON Lines as `toJsonLine` writes them. Nothing is checked: for files of our own only. */
export function parseSession(lines: string): Fact[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Fact => JSON.parse(line, revive));
}

/** The facts of a saved session among the fixtures. */
export function savedSession(name: string): Fact[] {
  return parseSession(readFileSync(fixture(name), 'utf8'));
}

/** Where a fixture lies. */
export function fixture(name: string): URL {
  return new URL(`../../../test/fixtures/${name}`, import.meta.url);
}

function revive(key: string, value: unknown): unknown {
  return (key === 'bytes' || key === 'body') && typeof value === 'string'
    ? Buffer.from(value, 'base64')
    : value;
}
