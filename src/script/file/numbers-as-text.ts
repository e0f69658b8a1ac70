import { $ZodEnum, $ZodString } from 'zod/v4/core';
import type { $ZodType } from 'zod/v4/core';
import { shapeAt, valueAt } from './schema-path.ts';
import { isGroup } from './words.ts';

type Path = readonly PropertyKey[];

/**
 * A file's values, with every number where text is meant as it is written in the file: `amount: 25.00` is the
 * text 25.00. Where one of a few words is meant, a number becomes text only if it is one of them.
 */
export function withNumbersAsText(
  content: unknown,
  schema: $ZodType,
  writtenAt: (path: Path) => string | undefined,
): unknown {
  const textOf = (path: Path): string | undefined => {
    const shape = shapeAt(schema, path, content);
    const written = writtenAt(path);
    if (shape instanceof $ZodString) return written;
    const words = shape instanceof $ZodEnum ? Object.values(shape._zod.def.entries) : [];
    // 1.20 is the number 1.2.
    return [written, String(valueAt(content, path))].find((word) => words.some((each) => each === word));
  };
  const changed = (value: unknown, path: Path): unknown => {
    if (typeof value === 'number') return textOf(path) ?? value;
    if (Array.isArray(value)) return value.map((item, index) => changed(item, [...path, index]));
    if (!isGroup(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, changed(item, [...path, key])]),
    );
  };
  return changed(content, []);
}
