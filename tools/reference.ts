import { writeFile } from 'node:fs/promises';
import { referencePath, referenceText } from '../src/script/guide/reference.ts';
import { schemaPath, schemaText } from '../src/script/guide/schema-file.ts';

// `make reference`: writes docs/scenarios.md and the JSON Schema for editors anew, from the code.
await writeFile(referencePath(), referenceText());
await writeFile(schemaPath(), schemaText());
