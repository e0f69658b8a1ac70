import { counted } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { groupName, isGrease } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Dissector, Said } from './dissector.ts';
import { groupSaid } from './explain.ts';

type Halves = readonly (readonly [label: string, length: number])[];

/** What a share of these groups is made of, in the order in which it travels: ML-KEM’s part differs by side. RFC 10024. */
const PARTS: Readonly<Record<number, { readonly client: Halves; readonly server: Halves }>> = {
  0x0200: { client: [['ML-KEM-512 key', 800]], server: [['ML-KEM-512 ciphertext', 768]] },
  0x0201: { client: [['ML-KEM-768 key', 1184]], server: [['ML-KEM-768 ciphertext', 1088]] },
  0x0202: { client: [['ML-KEM-1024 key', 1568]], server: [['ML-KEM-1024 ciphertext', 1568]] },
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

/** Takes one KeyShareEntry apart and gives its group. RFC 9846 §4.3.8. */
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
        : `The ${whose}’s half of the key exchange for ${groupName(group)}. What is secret about it is never sent in clear.`,
      isGrease(group) ? SOURCES.greaseOffer : SOURCES.keyShare,
    ];
  });
  return group;
}

function dissectKey(inner: Dissector, group: number, side: 'client' | 'server', whose: string): Said {
  const length = inner.left;
  const parts = PARTS[group]?.[side] ?? [];
  if (parts.length > 0 && parts.reduce((sum, [, part]) => sum + part, 0) === length) {
    for (const [label, part] of parts) {
      inner.bytes(part, label, (bytes) => [hexStart(bytes), ...partWhy(label, side, whose, parts.length)]);
    }
    const sizes = parts.map(([label, part]) => `${counted(part, 'byte')} of ${label}`).join(' and ');
    return [
      counted(length, 'byte'),
      parts.length === 1
        ? `One public value: ${sizes}.`
        : `Two public values, one after the other: ${sizes}. The session key comes from both.`,
      parts.length === 1 ? SOURCES.kemGroups : SOURCES.hybridGroups,
    ];
  }
  if (isGrease(group)) {
    inner.rest('public key', (bytes) => [
      hexStart(bytes),
      'Filling for a group that does not exist: it means nothing.',
      SOURCES.greaseOffer,
    ]);
    return [counted(length, 'byte'), 'Filling: there is no such key.', SOURCES.greaseOffer];
  }
  inner.rest('public key', (bytes) => [
    hexStart(bytes),
    `The ${whose}’s public half for this handshake. Anyone may see it: the session’s key does not follow from it.`,
    SOURCES.keyShare,
  ]);
  return [
    counted(length, 'byte'),
    `${counted(length, 'byte')} of public value. An attacker who records it still lacks what he needs to get the key.`,
    SOURCES.keyShare,
  ];
}

/** What is said of one part of a share, and where it stands. */
function partWhy(
  label: string,
  side: 'client' | 'server',
  whose: string,
  parts: number,
): readonly [why: string, source: string] {
  const half =
    parts === 1
      ? 'a quantum computer is not known to break it'
      : 'the half that a quantum computer is not known to break';
  if (label.includes('ciphertext')) return [`A secret wrapped for the victim alone: ${half}.`, SOURCES.mlKem];
  if (label.includes('ML-KEM') && side === 'client')
    return [`The key with which the bank wraps a secret for the victim: ${half}.`, SOURCES.mlKem];
  return [
    `The ${whose}’s public key on the curve: the half with decades of study behind it.`,
    SOURCES.hybridGroups,
  ];
}
