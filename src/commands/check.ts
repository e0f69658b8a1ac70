import { printable } from '../../lab/text/printable.ts';
import { formatUserError, UserError } from '../errors.ts';
import { checkCourse } from '../script/catalogue/course-file.ts';
import { isCourse } from '../script/catalogue/folder.ts';
import { checkScenario } from '../script/format/scenario-file.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';

/** Prints everything that is wrong with scenario files, or with a course, a line each; exit status 2 where anything is. */
export async function checkFiles(files: readonly string[]): Promise<number> {
  const output = openOutput(process.stdout);
  let wrong = 0;
  for (const file of files) {
    const problems = await problemsIn(file);
    for (const problem of problems) output.write(`${formatUserError(problem)}\n`);
    if (problems.length === 0)
      output.write(`${printable(file)}: a ${isCourse(file) ? 'course' : 'scenario'} that can be played\n`);
    else wrong += 1;
  }
  await output.flush();
  return wrong === 0 ? EXIT.held : EXIT.usage;
}

async function problemsIn(file: string): Promise<readonly UserError[]> {
  try {
    const { problems } = await (isCourse(file) ? checkCourse(file) : checkScenario(file));
    return problems.map(
      ({ line, column, message }) => new UserError(message, { position: { file, line, column } }),
    );
  } catch (error) {
    if (error instanceof UserError) return [error];
    throw error;
  }
}
