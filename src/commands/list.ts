import { listCatalogue } from '../script/catalogue.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';

/** Prints the catalogue: id, minutes and title, and below it what the scenario shows. */
export async function list(): Promise<number> {
  const output = openOutput(process.stdout);
  const entries = await listCatalogue();
  const width = Math.max(0, ...entries.map(({ id }) => id.length));
  for (const { id, title, minutes, shows } of entries) {
    output.write(`${id.padEnd(width)}  ${String(minutes).padStart(2)} min  ${title}\n`);
    output.write(`${' '.repeat(width)}          ${shows}\n`);
  }
  await output.flush();
  return EXIT.held;
}
