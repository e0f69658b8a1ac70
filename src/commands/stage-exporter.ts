import { UserError } from '../errors.ts';
import { FORMAT_IDS } from '../export/format-ids.ts';
import type { Exporter } from '../stage/exporter.ts';

/** What the stage writes its run with, to new files in `folder`. What people typed is written `withTyped` only. The
 * formats are loaded when one is asked for. */
export function stageExporter(folder = '.', withTyped = false): Exporter {
  return {
    formats: FORMAT_IDS,
    describe: async () => {
      const { EXPORT_FORMATS } = await import('./formats.ts');
      return new Map(
        EXPORT_FORMATS.map(({ id, says, unsealed }) => [
          id,
          { says, ...(unsealed !== undefined && { unsealed }) },
        ]),
      );
    },
    save: async (log, id, sealed) => {
      const [{ EXPORT_FORMATS }, { saveNewFile }] = await Promise.all([
        import('./formats.ts'),
        import('../export/save-new-file.ts'),
      ]);
      const format = EXPORT_FORMATS.find((each) => each.id === id);
      if (format === undefined) throw new UserError(`there is no format "${id}"`);
      if (sealed && format.unsealed !== undefined)
        throw new UserError(`${id} has no sealed form, for ${format.unsealed}`);
      return saveNewFile(log, format, folder, { sealed, withTyped });
    },
  };
}
