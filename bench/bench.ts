import { benchDissect } from './dissect.ts';
import { benchInstalled } from './installed.ts';
import { benchOpening } from './opening.ts';
import { benchRedraw } from './redraw.ts';
import { benchReplay } from './replay.ts';
import { benchProxies } from './proxies/proxies.ts';
import { benchWholeProcess } from './whole-process.ts';

// Every figure stands as a ratio to something that ran in the same minute, or as a size. Nothing here fails a build.
await benchWholeProcess();
await benchProxies();
benchDissect();
benchOpening();
await benchReplay();
await benchRedraw();
benchInstalled();
