import { CookieThief } from './cookie-thief.ts';
import type { CookieThiefOptions } from './cookie-thief.ts';
import { decryptRecording } from './key/decrypt.ts';
import type { Recorder } from './tap/recorder.ts';

/** What an attacker does when a script says so, with what it has read and recorded. How it went is a fact; nothing rejects. */
export interface Attacker {
  /** Opens the account's page at the bank with the last cookie that was read in clear. */
  useStolenCookie(): Promise<void>;
  /** Tries the bank's private key on every TLS connection recorded so far. */
  decryptRecording(): Promise<void>;
}

/** What a lane's attacker is made of. `bankKey` (PEM) is what it will have stolen when it decrypts. */
export interface AttackerOptions extends CookieThiefOptions {
  readonly recorder: Recorder;
  readonly bankKey: string;
}

/** A lane's attacker, which also looks into what the interceptor reads and can be told to stop. */
export interface OpenAttacker extends Attacker {
  readonly see: CookieThief['see'];
  close(): Promise<void>;
}

/** Opens the attacker of one lane; it listens on nothing. */
export function openAttacker(options: AttackerOptions): OpenAttacker {
  const { lane, recorder, bankKey, emit } = options;
  const thief = new CookieThief(options);
  return {
    see: (fact) => thief.see(fact),
    useStolenCookie: () => thief.use(),
    decryptRecording: () => {
      decryptRecording({ lane, recording: recorder.recording, bankKey, emit });
      return Promise.resolve();
    },
    close: () => thief.close(),
  };
}
