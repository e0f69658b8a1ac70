import { exportFormats } from '../export/formats.ts';

/** Every format, in the order in which help lists them. The stage, which a recording is of, is loaded when one is made. */
export const EXPORT_FORMATS = exportFormats(async function* draw(facts, size) {
  const { recordStage } = await import('../stage/recording/record-stage.tsx');
  yield* recordStage(facts, size);
});
