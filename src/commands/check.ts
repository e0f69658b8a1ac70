import { printable } from '../../lab/text/printable.ts';
import { formatUserError, UserError } from '../errors.ts';
import { checkCourse } from '../script/catalogue/course-file.ts';
import { isCourse } from '../script/catalogue/folder.ts';
import type { FileProblem } from '../script/file/problem.ts';
import { checkScenario } from '../script/format/scenario-file.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';

/**
 * Prints everything that is wrong with scenario files, or with a course, a line each; exit status 2 where anything is.
 * What is only better done otherwise is printed as a warning.
 */
export async function checkFiles(files: readonly string[]): Promise<number> {
  const output = openOutput(process.stdout);
  let wrong = 0;
  for (const file of files) {
    const { problems, warnings } = await lookedAt(file);
    for (const told of [...problems, ...warnings]) output.write(`${formatUserError(told)}\n`);
    if (problems.length === 0)
      output.write(`${printable(file)}: a ${isCourse(file) ? 'course' : 'scenario'} that can be played\n`);
    else wrong += 1;
  }
  await output.flush();
  return wrong === 0 ? EXIT.held : EXIT.usage;
}

/** What there is to say of a file, with its places. */
interface LookedAt {
  readonly problems: readonly UserError[];
  readonly warnings: readonly UserError[];
}

async function lookedAt(file: string): Promise<LookedAt> {
  const placed = ({ line, column, message }: FileProblem, before = ''): UserError =>
    new UserError(`${before}${message}`, { position: { file, line, column } });
  try {
    const { problems, warnings = [] } = await (isCourse(file) ? checkCourse(file) : checkScenario(file));
    return {
      problems: problems.map((problem) => placed(problem)),
      warnings: warnings.map((warning) => placed(warning, 'warning: ')),
    };
  } catch (error) {
    if (error instanceof UserError) return { problems: [error], warnings: [] };
    throw error;
  }
}
