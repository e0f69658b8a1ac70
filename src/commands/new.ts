import { printable } from '../../lab/text/printable.ts';
import { UserError } from '../errors.ts';
import { unwritable } from '../file-faults.ts';
import { schemaPath } from '../script/guide/schema-file.ts';
import { templateScenario } from '../script/guide/template.ts';
import { openOutputFile } from '../session/output-file.ts';
import type { OutputFileOptions } from '../session/output-file.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';

/** Writes a scenario that runs to a new file. Throws a `UserError` where it is there already and not forced, or cannot be written. */
export async function newScenario(file: string, options: OutputFileOptions = {}): Promise<number> {
  if (!/[^/]\.ya?ml$/.test(file))
    throw new UserError(`a scenario's file ends in .yaml: ${file === '' ? 'my-lesson' : file}.yaml`);
  let opened = false;
  try {
    const written = openOutputFile(file, options);
    opened = true;
    written.write(Buffer.from(templateScenario(schemaPath())));
    await written.flush();
    written.close();
    if (written.fault !== undefined) throw written.fault;
  } catch (error) {
    throw unwritable(file, error, opened ? '; what is there is not whole' : '');
  }
  const output = openOutput(process.stdout);
  const name = printable(file);
  output.write(
    `${name}: a scenario to begin with\nplainsight demo ${name} plays it; docs/scenarios.md says what it may hold\n`,
  );
  await output.flush();
  return EXIT.held;
}
