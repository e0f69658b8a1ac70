import type { Dissector, Said } from './dissector.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { counted } from '../../../lab/text/count.ts';
import { groupSaid } from './explain.ts';
import { groupName, isGrease } from '../../../lab/wire/tls/names.ts';

/** Lengths of the two halves of the joined groups, in the order in which they travel. draft-ietf-tls-ecdhe-mlkem §4. */
const HYBRIDS: Readonly<Record<number, { readonly client: Halves; readonly server: Halves }>> = {
  0x11eb: {
    client: [
      ['P-256 point', 65],
      ['ML-KEM-768 key', 1184],
    ],
    server: [
      ['P-256 point', 65],
      ['ML-KEM-768 ciphertext', 1088],
    ],
  },
  0x11ec: {
    client: [
      ['ML-KEM-768 key', 1184],
      ['X25519 key', 32],
    ],
    server: [
      ['ML-KEM-768 ciphertext', 1088],
      ['X25519 key', 32],
    ],
  },
  0x11ed: {
    client: [
      ['P-384 point', 97],
      ['ML-KEM-1024 key', 1568],
    ],
    server: [
      ['P-384 point', 97],
      ['ML-KEM-1024 ciphertext', 1568],
    ],
  },
};

type Halves = readonly (readonly [label: string, length: number])[];

/** Takes one KeyShareEntry apart and gives its group. RFC 8446 §4.2.8. */
export function dissectShare(body: Dissector, side: 'client' | 'server'): number {
  const group = body.peek(2);
  const length = body.peek(2, 2);
  const whose = side === 'client' ? 'victim' : 'bank';
  body.group(4 + length, 'key share', (entry) => {
    entry.number(2, 'group', groupSaid);
    entry.vector(2, 'key exchange', (inner) => dissectKey(inner, group, side, whose));
    return [
      `${groupName(group)}, ${counted(length, 'byte')}`,
      isGrease(group)
        ? 'A share for a group that does not exist, put in at random. So no server learns to choke on what it does not know.'
        : `The ${whose}’s public key for ${groupName(group)}. Its private half never leaves the ${whose}.`,
      isGrease(group) ? 'RFC 8701 §3.1' : 'RFC 8446 §4.2.8',
    ];
  });
  return group;
}

function dissectKey(inner: Dissector, group: number, side: 'client' | 'server', whose: string): Said {
  const halves = HYBRIDS[group]?.[side] ?? [];
  const length = inner.left;
  if (halves.length > 0 && halves.reduce((sum, [, part]) => sum + part, 0) === length) {
    for (const [label, part] of halves) {
      inner.bytes(part, label, (bytes) => [
        hexStart(bytes),
        label.includes('ML-KEM')
          ? side === 'client'
            ? 'The key with which the bank wraps a secret for the victim: the half that a quantum computer is not known to break.'
            : 'A secret wrapped for the victim alone: the half that a quantum computer is not known to break.'
          : `The ${whose}’s public key on the curve: the half with decades of study behind it.`,
        label.includes('ML-KEM') ? 'FIPS 203' : 'draft-ietf-tls-ecdhe-mlkem §4',
      ]);
    }
    return [
      counted(length, 'byte'),
      'Two public values, one after the other; the session key comes from both.',
      'draft-ietf-tls-ecdhe-mlkem §4',
    ];
  }
  inner.rest('public key', (bytes) => [
    hexStart(bytes),
    `The ${whose}’s public half for this handshake. Anyone may see it: the private half never travels.`,
    'RFC 8446 §4.2.8',
  ]);
  return [
    counted(length, 'byte'),
    `${counted(length, 'byte')} of public value. An attacker who records them still lacks what he needs to get the key.`,
    'RFC 8446 §4.2.8',
  ];
}
