/** What the lab asks of a guard, one JSON object a line. `id` counts from 1 and comes back with the answer. */
export type Order = { readonly id: number } & (
  | {
      /** Write these files into the folder, by their plain names, each with mode 0600. */
      readonly write: Readonly<Record<string, string>>;
    }
  | {
      /** Start a program there. The order's id is its name from then on. */
      readonly run: string;
      readonly args: readonly string[];
    }
  | { readonly signal: NodeJS.Signals; readonly to: number }
);

/** What a guard says, likewise: the answer to an order (0 is the folder itself), or how a program ended. */
export type Report =
  | { readonly done: number; readonly pid?: number }
  | { readonly failed: number; readonly code: string }
  | { readonly ended: number; readonly how: string };

/** Calls `take` with every whole line of JSON that a stream brings. */
export function readMessages<T extends Order | Report>(
  stream: NodeJS.ReadableStream,
  take: (message: T) => void,
): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- lab and guard are one program, and nobody else writes to these pipes
    for (const line of lines) take(JSON.parse(line) as T);
  });
}

/** A message as it is written. */
export function messageLine(message: Order | Report): string {
  return `${JSON.stringify(message)}\n`;
}
