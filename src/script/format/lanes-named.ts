/** The lanes that a step or a task of a file names in its `lane`, whether one or a list of them; `all` where it names none. */
export function lanesNamed(lane: unknown, all: readonly string[] = []): readonly string[] {
  if (lane === undefined) return all;
  const named: readonly unknown[] = Array.isArray(lane) ? lane : [lane];
  return named.filter((each) => typeof each === 'string');
}
