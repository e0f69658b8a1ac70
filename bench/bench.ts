import { benchInstalled } from './installed.ts';
import { benchReplay } from './replay.ts';
import { benchTap } from './tap-load.ts';
import { benchWholeProcess } from './whole-process.ts';
import { benchDissect } from './dissect.ts';

// Every figure stands as a ratio to something that ran in the same minute, or as a size. Nothing here fails a build.
await benchWholeProcess();
await benchTap();
benchDissect();
await benchReplay();
// React is as fast as the built program's only where it is told so before it is loaded.
process.env['NODE_ENV'] = 'production';
const { benchRedraw } = await import('./redraw.ts');
await benchRedraw();
benchInstalled();
