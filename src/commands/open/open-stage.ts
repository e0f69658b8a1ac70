import type { Session } from '../../session/session.ts';
import type { CaptureFile } from './capture-file.ts';
import type { ThemeWord } from '../stage-look.ts';
export async function openCaptureStage(_c: CaptureFile, _t: ThemeWord, _w: boolean): Promise<number> { return 0; }
export async function openHarStage(_c: Session, _t: ThemeWord, _w: boolean): Promise<number> { return 0; }
