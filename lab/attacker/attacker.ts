import { CertificateTaker } from './certificate-taker.ts';
import type { CertificateTakerOptions } from './certificate-taker.ts';
import { CookieThief } from './cookie-thief.ts';
import type { CookieThiefOptions } from './cookie-thief.ts';
import { Resender } from './resender.ts';
import type { ResenderOptions, ResendOrder } from './resender.ts';
import { decryptRecording } from './key/decrypt.ts';
import type { Recorder } from './tap/recorder.ts';

/** What an attacker does when a script says so, with what it has read and recorded. How it went is a fact; nothing rejects. */
export interface Attacker {
  /** Opens the account's page at the bank with the last cookie that was read in clear. */
  useStolenCookie(): Promise<void>;
  /** Tries the bank's private key on every TLS connection recorded so far. */
  decryptRecording(): Promise<void>;
  /** Sends a request that was read once more. Gives why not, where it cannot be sent like that. */
  resend(order: ResendOrder): Promise<string | undefined>;
  /** Asks the lane's certificate authority for a certificate in the bank's name, to answer TLS with it. */
  takeCertificate(): Promise<void>;
}

/** What a lane's attacker is made of. `bankKey` (PEM) is what it will have stolen when it decrypts. */
export interface AttackerOptions extends CookieThiefOptions, CertificateTakerOptions, ResenderOptions {
  readonly recorder: Recorder;
  readonly bankKey: string;
}

/** A lane's attacker, which also looks into what the interceptor reads and can be told to stop. */
export interface OpenAttacker extends Attacker {
  readonly see: CookieThief['see'];
  readonly lead: CertificateTaker['lead'];
  close(): Promise<void>;
}

/** Opens the attacker of one lane; it listens on nothing. */
export function openAttacker(options: AttackerOptions): OpenAttacker {
  const { lane, recorder, bankKey, emit } = options;
  const thief = new CookieThief(options);
  const resender = new Resender(options);
  const taker = new CertificateTaker(options);
  return {
    see: (fact) => thief.see(fact),
    lead: (logical, party) => taker.lead(logical, party),
    resend: (order) => resender.send(order),
    takeCertificate: () => taker.take(),
    useStolenCookie: () => thief.use(),
    decryptRecording: () => {
      decryptRecording({ lane, recording: recorder.recording, bankKey, emit });
      return Promise.resolve();
    },
    close: () => {
      taker.close();
      resender.close();
      return thief.close();
    },
  };
}
