import { join } from 'node:path';
import * as z from 'zod/mini';
import { scenariosFolder } from '../catalogue/folder.ts';
import { ScenarioSchema } from '../format/schema.ts';

/** How the pattern of a text begins that may hold anything that can be read, a number too. */
const FREE = /^\^(\(\?=.*\))?\[\^/;

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
      if (jsonSchema.type !== 'string') return;
      // A number where text is meant is taken as it is written.
      const { enum: words, pattern, anyOf } = jsonSchema;
      if (words !== undefined) {
        const numbers = words.flatMap((word) => (/^\d+(\.\d+)?$/.test(String(word)) ? [Number(word)] : []));
        if (numbers.length > 0)
          Object.assign(jsonSchema, { type: ['string', 'number'], enum: [...words, ...numbers] });
      } else if (anyOf === undefined && (pattern === undefined || FREE.test(pattern))) {
        Object.assign(jsonSchema, { type: ['string', 'number'] });
      }
    },
  });
  return `${JSON.stringify({ title: 'Plainsight scenario', ...schema }, undefined, 2)}\n`;
}
