import { codeOf } from './errors.ts';

/** What the system says when it does not let the lab listen or connect, with what a person can do about it. */
const SYSTEM_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'no port is free on 127.0.0.1: close a program that holds many of them',
  EADDRNOTAVAIL: 'the address 127.0.0.1 is not there: the loopback interface must be up',
  ENETUNREACH:
    'the address 127.0.0.1 is not reached: the loopback interface must be up (as root: ip link set lo up)',
  ENETDOWN: 'the network is down: the loopback interface must be up (as root: ip link set lo up)',
  EHOSTUNREACH: 'the address 127.0.0.1 is not reached: a firewall must let loopback pass',
  ETIMEDOUT: 'the address 127.0.0.1 does not answer: a firewall must let loopback pass',
  ECONNREFUSED: 'the address 127.0.0.1 refuses its own connections: a firewall must let loopback pass',
  EACCES: 'the system does not let this user listen on 127.0.0.1',
  EPERM: 'the system does not let this user listen on 127.0.0.1',
  EMFILE: 'too many files are open: raise the limit with ulimit -n',
  ENFILE: 'too many files are open on this machine: close other programs',
  ENOBUFS: 'the system has no room for more connections: close other programs',
  ENOMEM: 'the system has no memory left: close other programs',
  EAFNOSUPPORT: 'this system has no IPv4: the lab needs the address 127.0.0.1',
  ERR_CERT_DATE_INVALID:
    "a certificate made in this run is not good at this machine's time: set the clock right, leave it alone during a run, and play it again",
};

/** Of these, those that are never a fault of ours, wherever they come up. */
const ALWAYS = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** What is wrong with the machine, and what a person can do about it, as part of a sentence; undefined where the error says no such thing. */
export function machineFaultText(error: unknown): string | undefined {
  const code = codeOf(error);
  // A program of the machine's that the lab needs: it says itself what is to be done.
  if (code === 'PROGRAM_FAULT' && error instanceof Error) return error.message;
  const says = SYSTEM_FAULTS[code];
  if (says === undefined) return undefined;
  const noPort =
    code === 'EADDRNOTAVAIL' && error instanceof Error && 'syscall' in error && error.syscall === 'connect';
  return `${noPort ? SYSTEM_FAULTS['EADDRINUSE'] : says} (${code})`;
}

/** Whether an error is the machine's wherever it comes up: it has run out of something. */
export function isExhausted(error: unknown): boolean {
  return ALWAYS.has(codeOf(error));
}
