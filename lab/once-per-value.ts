import { LIMITS } from './limits.ts';

/** Tells each value once, and no more of them than one lane's log keeps. */
export function oncePerValue(
  tell: (name: string, value: string) => void,
): (name: string, value: string) => void {
  const told = new Set<string>();
  return (name, value) => {
    if (told.size >= LIMITS.keptFacts || told.has(value)) return;
    told.add(value);
    tell(name, value);
  };
}
