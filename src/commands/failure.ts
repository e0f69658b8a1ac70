import { codeOf, UserError } from '../errors.ts';
import { EXIT } from './exit.ts';

/** What the system says when it does not let the lab listen or connect, with what a person can do about it. */
const SYSTEM_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'no port is free on 127.0.0.1: close a program that holds many of them',
  EADDRNOTAVAIL: 'the address 127.0.0.1 is not there: the loopback interface must be up',
  ENETUNREACH: 'the address 127.0.0.1 is not reached: the loopback interface must be up',
  EACCES: 'the system does not let this user listen on 127.0.0.1',
  EPERM: 'the system does not let this user listen on 127.0.0.1',
  EMFILE: 'too many files are open: raise the limit with ulimit -n',
  ENFILE: 'too many files are open on this machine',
  EAFNOSUPPORT: 'this system has no IPv4',
};

/** A fault of the system's as a UserError with exit status 3; any other error as it is, since it is a bug of ours. */
export function labFailure(error: unknown): unknown {
  const code = codeOf(error);
  const says = SYSTEM_FAULTS[code];
  if (says === undefined) return error;
  return new UserError(`the lab could not start: ${says} (${code})`, { exitCode: EXIT.lab });
}
