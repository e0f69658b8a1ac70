import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What tshark prints of a capture, line by line, every checksum checked. Throws with its words where it complains. */
export function tshark(capture: Uint8Array, ...options: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
  try {
    const file = join(folder, 'capture.pcapng');
    writeFileSync(file, capture);
    const checks = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
    const { status, stdout, stderr } = spawnSync('tshark', ['-n', '-r', file, ...checks, ...options], {
      encoding: 'utf8',
      timeout: 50_000,
    });
    const complaint = stderr.replace(/^Running as user "root".*\n?/gm, '').trim();
    if (status !== 0 || complaint !== '') throw new Error(`tshark ended with ${status}: ${complaint}`);
    return stdout.split('\n').filter((line) => line !== '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
