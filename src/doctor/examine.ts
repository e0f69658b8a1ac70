import { tmpdir } from 'node:os';
import type { ReadStream, WriteStream } from 'node:tty';
import { supportedNodes } from '../root.ts';
import { probeBackground } from '../terminal/background.ts';
import type { ProbedBackground } from '../terminal/background.ts';
import { colourDepth } from '../terminal/colours.ts';
import type { Check } from './check.ts';
import { findLoopback, loopbackCheck } from './loopback.ts';
import { nodeCheck } from './node.ts';
import { findOpenFiles, openFilesCheck } from './open-files.ts';
import { findPort, portCheck } from './ports.ts';
import { examineProgram, EXAMINED, programCheck } from './programs.ts';
import { findTemporaryFolder, temporaryFolderCheck } from './temporary-folder.ts';
import { backgroundCheck, coloursCheck, terminalCheck, utf8Check } from './terminal.ts';
import type { FoundTerminal, StageSizes } from './terminal.ts';

/** A process's own surroundings, of which an examination is made. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
}

/** What the lessons ask of a machine at most. */
export interface Demands {
  readonly stage: StageSizes;
  readonly lanes: number;
}

/** What was found, check by check, and whether a person pressed Ctrl-C meanwhile. */
export interface Examination {
  readonly checks: readonly Check[];
  readonly interrupted: boolean;
}

/** The ports that browsers go to. */
const REAL_PORTS = [80, 443] as const;

/**
 * Looks at all that a lab may need. Leaves nothing behind: a port, a folder and files are given back at once. What
 * takes files and ports is tried before other programs are asked, which is done for all of them at once.
 */
export async function examineMachine(here: Surroundings, { stage, lanes }: Demands): Promise<Examination> {
  const { platform, env } = here;
  const terminal = findTerminal(here);
  const files = openFilesCheck(findOpenFiles(lanes), platform);
  const loopback = loopbackCheck(await findLoopback(), platform);
  const ports: Check[] = [];
  for (const port of REAL_PORTS) ports.push(portCheck(await findPort(port, platform), platform));
  const folder = temporaryFolderCheck(findTemporaryFolder(tmpdir()), platform);
  const [{ background, interrupted }, ...programs] = await Promise.all([
    askBackground(here, terminal),
    ...EXAMINED.map(async (name) => programCheck(name, await examineProgram(name), platform)),
  ]);
  const checks = [
    nodeCheck(process.versions.node, supportedNodes()),
    terminalCheck(terminal, env, stage),
    coloursCheck(terminal, env),
    utf8Check(env, platform),
    backgroundCheck(terminal.output, background),
    ...ports,
    loopback,
    files,
    folder,
    ...programs,
  ];
  return { checks, interrupted };
}

function findTerminal({ stdin, stdout, env }: Surroundings): FoundTerminal {
  // Streams that are no terminals have none of a terminal's properties.
  const output = stdout.isTTY;
  const { columns, rows } = stdout;
  return {
    input: stdin.isTTY,
    output,
    size: output && columns > 0 && rows > 0 ? { columns, rows } : undefined,
    depth: output ? colourDepth(stdout, env) : 1,
  };
}

function askBackground(
  { stdin, stdout, env }: Surroundings,
  { input, output }: FoundTerminal,
): Promise<ProbedBackground> | ProbedBackground {
  // Whoever has no terminal, or one that cannot place a cursor, is not asked in escape sequences.
  if (input && output && env['TERM'] !== 'dumb')
    return probeBackground({ input: stdin, output: stdout }, env);
  return { background: undefined, typed: '', interrupted: false };
}
