import type { TlsDissection } from '../../../src/explain/tls/dissect.ts';
import type { Field } from '../../../src/explain/field.ts';

/** All fields of both directions: records, messages and everything below. */
export function allFields(dissection: TlsDissection): Field[] {
  const roots = [...dissection.toBank, ...dissection.toVictim].flatMap((node) => [node, ...node.messages]);
  return roots.flatMap((root) => below(root));
}

/** A field and everything below it. */
export function below(field: Field): Field[] {
  return [field, ...(field.children ?? []).flatMap((child) => below(child))];
}

/** The first field with this label at or below the given ones. */
export function find(fields: readonly Field[], label: string): Field | undefined {
  return fields.flatMap((field) => below(field)).find((field) => field.label === label);
}
