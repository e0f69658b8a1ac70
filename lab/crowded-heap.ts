import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 look for garbage sooner, from now to the end of the process. A crowd's connections live a few seconds, long
 * enough to outlast the quick searches, and V8 then lets the heap grow to several times of what is used. What this
 * costs does not show beside a crowd; before it comes it would make a short run a tenth slower.
 */
export function holdHeapBack(): void {
  // The young generation stays as large as it is, and the old one grows by half before the next search.
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=50');
}
