import { readFileSync } from 'node:fs';
import { listCatalogue } from './catalogue.ts';
import { compile, contentName } from './compiled.ts';
import type { Compiled } from './compiled.ts';
import { readScenario } from '../format/scenario-file.ts';

/** For the build: every scenario of the catalogue, read and checked. Throws a `UserError` where one is wrong. */
export async function compileCatalogue(): Promise<string> {
  const compiled: Record<string, object> = {};
  for (const { file } of await listCatalogue()) {
    compiled[contentName(readFileSync(file))] = compile(await readScenario(file));
  }
  return JSON.stringify(compiled satisfies Compiled);
}
