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
      /** What its environment has beside the guard's own. */
      readonly env: Readonly<Record<string, string>>;
      /** Whether the lab and the program talk over two pipes: it reads from its descriptor 3, and writes to 4. */
      readonly talks?: boolean;
    }
  | { readonly signal: NodeJS.Signals; readonly to: number }
);

/** What a guard says, likewise: the answer to an order (0 is the folder itself), or how a program ended. */
export type Report =
  | { readonly done: number; readonly pid?: number }
  | { readonly failed: number; readonly code: string }
  | { readonly ended: number; readonly how: string };

/** Calls `take` with every whole line that a stream brings. */
export function eachLine(stream: NodeJS.ReadableStream, take: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(take);
  });
}

/** A message as it is written. */
export function messageLine(message: Order | Report): string {
  return `${JSON.stringify(message)}\n`;
}

/** What the lab asks, from a line. Lab and guard are one program, and nobody else writes to the pipes between them. */
export function orderIn(line: string): Order {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return JSON.parse(line) as Order;
}

/** What the guard says, from a line. */
export function reportIn(line: string): Report {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see `orderIn`
  return JSON.parse(line) as Report;
}
