// Grades all that lies in a folder as a teacher does without a truth file, and says by how many bytes the process grew meanwhile.
// Grading never lets go of its thread: another one looks at the process.
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { gradeAll } from '../../src/teaching/grade/grade.ts';
import { catalogued, CLASS_KEY } from './class.ts';

const [, , path = ''] = process.argv;
if (isMainThread) {
  const before = process.memoryUsage.rss();
  let most = before;
  const looking = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 1);
  const worker = new Worker(fileURLToPath(import.meta.url), { argv: [path] });
  worker.on('message', (graded: unknown) =>
    process.stdout.write(JSON.stringify({ graded, grown: most - before })),
  );
  worker.on('exit', () => clearInterval(looking));
} else {
  const graded = await gradeAll(path, { key: CLASS_KEY, truth: [], scenarioOf: catalogued });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a thread has none, a window has
  parentPort?.postMessage(graded);
}
