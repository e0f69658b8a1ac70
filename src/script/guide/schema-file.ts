import { join } from 'node:path';
import * as z from 'zod/mini';
import { scenariosFolder } from '../catalogue/folder.ts';
import { ScenarioSchema } from '../format/schema.ts';

/** Where the JSON Schema for editors stands, beside the scenarios that name it in their first line. */
export function schemaPath(): string {
  return join(scenariosFolder(), 'scenario.schema.json');
}

/** The JSON Schema (draft 7, which editors know best) of a scenario file as a person writes it. */
export function schemaText(): string {
  const schema = z.toJSONSchema(ScenarioSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ jsonSchema }) => {
      // A number where text is meant is taken as it is written.
      const isText =
        jsonSchema.type === 'string' && !['pattern', 'enum', 'anyOf'].some((key) => key in jsonSchema);
      if (isText) Object.assign(jsonSchema, { type: ['string', 'number'] });
    },
  });
  return `${JSON.stringify({ title: 'Plainsight scenario', ...schema }, undefined, 2)}\n`;
}
