/** A program of the machine's that the lab needs is missing, too old, or did not do its work: a sentence with what to do. */
export class ProgramFault extends Error {
  override readonly name = 'ProgramFault';
  readonly code = 'PROGRAM_FAULT';
}
