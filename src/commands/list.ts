import { printable } from '../../lab/text/printable.ts';
import { listCourse } from '../script/catalogue/catalogue.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';

/** Prints the catalogue, chapter by chapter in the order of the course: id, minutes and title, and below it what the scenario shows. */
export async function listScenarios(): Promise<number> {
  const output = openOutput(process.stdout);
  const chapters = await listCourse();
  const width = Math.max(0, ...chapters.flatMap(({ scenarios }) => scenarios.map(({ id }) => id.length)));
  for (const [index, { title: chapter, scenarios }] of chapters.entries()) {
    output.write(`${index === 0 ? '' : '\n'}${printable(chapter)}\n`);
    for (const { id, title, minutes, shows } of scenarios) {
      output.write(printable(`  ${id.padEnd(width)}  ${String(minutes).padStart(3)} min  ${title}`) + '\n');
      output.write(printable(`  ${' '.repeat(width)}           ${shows}`) + '\n');
    }
  }
  await output.flush();
  return EXIT.held;
}
