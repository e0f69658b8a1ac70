import { writeFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { schemaPath } from '../script/schema-file.ts';
import { templateScenario } from '../script/template.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'it is there already, and is not overwritten: choose another name',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'you have no permission to write there',
  EPERM: 'you have no permission to write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};

/** Writes a scenario that runs to a new file. Throws a `UserError` where it is there already or cannot be written. */
export async function newScenario(file: string): Promise<number> {
  if (!/\.ya?ml$/.test(file)) throw new UserError(`a scenario's file ends in .yaml: ${file}.yaml`);
  try {
    await writeFile(file, templateScenario(schemaPath()), { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const code = String(error.code);
    throw new UserError(`cannot write ${file}: ${REASONS[code] ?? `the system says ${code}`}`);
  }
  const output = openOutput(process.stdout);
  output.write(
    `${file}: a scenario to begin with\nplainsight demo ${file} plays it; docs/scenarios.md says what it may hold\n`,
  );
  await output.flush();
  return EXIT.held;
}
