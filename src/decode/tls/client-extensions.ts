import type { Dissector, Said } from './field.ts';
import { count, hexStart, printable } from './field.ts';
import { groupSaid, schemeSaid, versionSaid } from './explain.ts';
import { EXTENSION, extensionName, groupName, isGrease, schemeName, versionName } from './names.ts';
import { dissectShare } from './key-share.ts';

/** Takes the body of one extension apart and says what the whole of it means. */
export type Explainer = (body: Dissector) => Said;

/** What a ClientHello's extensions say, by number. */
export const CLIENT_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  [EXTENSION.serverName]: (body) => {
    let name = '';
    body.vector(2, 'server name list', (list) => {
      list.list(() => {
        const type = list.number(1, 'name type', (value) => [
          value === 0 ? 'host_name' : `unknown (${value})`,
          'The only type there is: the DNS name of a host.',
          'RFC 6066 §3',
        ]);
        list.vector(2, 'host name', (inner) => {
          const bytes = inner.rest('name', (text) => [
            printable(text),
            'The name itself, as plain letters on the wire.',
            'RFC 6066 §3',
          ]);
          if (type === 0) name = printable(bytes);
          return [
            printable(bytes),
            'Who is asked for. Sent so that one address can serve many sites.',
            'RFC 6066 §3',
          ];
        });
      });
      return [name, 'In practice it holds exactly one name.', 'RFC 6066 §3'];
    });
    return [
      name,
      `The victim names the site it wants, ${name === '' ? 'none here' : name}, in clear. Anyone on the path reads it.`,
      'RFC 6066 §3',
    ];
  },
  [EXTENSION.maxFragmentLength]: (body) => {
    const code = body.number(1, 'max fragment length', (value) => [
      value >= 1 && value <= 4 ? `${256 * 2 ** value} bytes` : `unknown (${value})`,
      'The most plain bytes that one record may carry.',
      'RFC 6066 §4',
    ]);
    return [`code ${code}`, 'The victim asks for small records, as small devices do.', 'RFC 6066 §4'];
  },
  [EXTENSION.statusRequest]: (body) => {
    body.number(1, 'status type', (value) => [
      value === 1 ? 'ocsp' : `unknown (${value})`,
      'The kind of proof: an answer of the OCSP protocol.',
      'RFC 6066 §8',
    ]);
    body.vector(2, 'responder id list', (list) => [
      said(list, 'trusted responders'),
      'Which responders the victim trusts; empty means that the bank knows.',
      'RFC 6066 §8',
    ]);
    body.vector(2, 'request extensions', (list) => [
      said(list, 'extensions'),
      'More for the responder; mostly empty.',
      'RFC 6066 §8',
    ]);
    return [
      'ocsp',
      'The victim asks the bank to bring proof that its certificate was not revoked.',
      'RFC 6066 §8',
    ];
  },
  [EXTENSION.supportedGroups]: (body) => {
    const groups = listed(body, 'named group list', groupName, groupSaid, 'RFC 8446 §4.2.7');
    return [
      names(groups, groupName),
      `The ways of agreeing on a key that the victim knows, in its order of liking: ${count(groups.length, 'group')}.`,
      'RFC 8446 §4.2.7',
    ];
  },
  [EXTENSION.ecPointFormats]: (body) => {
    body.vector(1, 'formats', (list) => {
      list.list(() => {
        list.number(1, 'format', (value) => [
          ['uncompressed', 'ansiX962_compressed_prime', 'ansiX962_compressed_char2'][value] ??
            `unknown (${value})`,
          value === 0
            ? 'A curve point written out in full: the only form in use.'
            : 'A short form that is out of use.',
          'RFC 8422 §5.1.2',
        ]);
      });
      return ['how curve points are written', 'Needed by TLS 1.2 only.', 'RFC 8422 §5.1.2'];
    });
    return [
      'point formats',
      'How the victim can read curve points, for TLS 1.2. TLS 1.3 ignores it.',
      'RFC 8422 §5.1.2',
    ];
  },
  [EXTENSION.signatureAlgorithms]: (body) => {
    const schemes = listed(body, 'schemes', schemeName, schemeSaid, 'RFC 8446 §4.2.3');
    return [
      count(schemes.length, 'scheme'),
      'The signatures by which the bank may prove that it owns its certificate.',
      'RFC 8446 §4.2.3',
    ];
  },
  [EXTENSION.signatureAlgorithmsCert]: (body) => {
    const schemes = listed(body, 'schemes', schemeName, schemeSaid, 'RFC 8446 §4.2.3');
    return [
      count(schemes.length, 'scheme'),
      'The signatures that may stand inside certificates.',
      'RFC 8446 §4.2.3',
    ];
  },
  [EXTENSION.alpn]: (body) => {
    const protocols: string[] = [];
    body.vector(2, 'protocol name list', (list) => {
      list.list(() => {
        list.vector(1, 'protocol', (inner) => {
          const name = printable(
            inner.rest('name', (text) => [
              printable(text),
              'The protocol as registered with IANA.',
              'RFC 7301 §3.1',
            ]),
          );
          protocols.push(name);
          return [name, PROTOCOLS[name] ?? 'A protocol to speak inside TLS.', 'RFC 7301 §6'];
        });
      });
      return [protocols.join(', '), 'In order of liking.', 'RFC 7301 §3.1'];
    });
    return [
      protocols.join(', '),
      'What the victim would like to speak inside: the offer is in clear. In TLS 1.3 the answer is sealed.',
      'RFC 7301 §3.1',
    ];
  },
  [EXTENSION.signedCertificateTimestamp]: (body) => [
    said(body, 'timestamps'),
    'The victim asks for proof that the certificate stands in the public logs (Certificate Transparency).',
    'RFC 6962 §3.3.1',
  ],
  [EXTENSION.padding]: (body) => {
    const length = body.left;
    body.rest('padding', (bytes) => [
      bytes.every((byte) => byte === 0) ? `${bytes.length} zeros` : `${bytes.length} bytes, not all zero`,
      'They carry nothing.',
      'RFC 7685 §3',
    ]);
    return [
      count(length, 'byte'),
      'Fills the ClientHello to a length that old servers can bear, or hides its true length.',
      'RFC 7685 §3',
    ];
  },
  [EXTENSION.encryptThenMac]: () => [
    'offered',
    'For the CBC suites of TLS 1.2: encrypt first, authenticate after. It closes the padding attacks.',
    'RFC 7366 §2',
  ],
  [EXTENSION.extendedMasterSecret]: () => [
    'offered',
    'Binds the keys of TLS 1.2 to the whole handshake, so that two connections cannot be made to share them.',
    'RFC 7627 §5.1',
  ],
  [EXTENSION.compressCertificate]: (body) => {
    body.vector(1, 'algorithms', (list) => {
      list.list(() => {
        list.number(2, 'algorithm', (value) => [
          [undefined, 'zlib', 'brotli', 'zstd'][value] ?? `unknown (${value})`,
          'A way of packing that the victim can undo.',
          'RFC 8879 §7.3',
        ]);
      });
      return ['ways of packing', 'In order of liking.', 'RFC 8879 §3'];
    });
    return [
      'offered',
      'The victim can take the certificate packed, which makes the handshake smaller.',
      'RFC 8879 §3',
    ];
  },
  [EXTENSION.recordSizeLimit]: (body) => {
    const limit = body.number(2, 'record size limit', (value) => [
      `${value} bytes`,
      'The most plain bytes of one sealed record; in TLS 1.3 with the byte for the inner type.',
      'RFC 8449 §4',
    ]);
    return [`${limit} bytes`, 'The longest record that the victim is willing to take.', 'RFC 8449 §4'];
  },
  [EXTENSION.delegatedCredential]: (body) => {
    listed(body, 'schemes', schemeName, schemeSaid, 'RFC 9345 §4.1.1');
    return [
      'offered',
      'The victim accepts a short-lived key that the owner of a certificate has signed.',
      'RFC 9345 §4.1.1',
    ];
  },
  [EXTENSION.sessionTicket]: (body) => {
    const length = body.left;
    if (length > 0) {
      body.rest('ticket', (bytes) => [
        hexStart(bytes),
        'Sealed by the bank for itself. Sent in clear, so an onlooker can tie this connection to the one that gave it.',
        'RFC 5077 §3.2',
      ]);
    }
    return [
      length === 0 ? 'empty' : `a ticket of ${count(length, 'byte')}`,
      length === 0
        ? 'The victim holds no ticket yet and would take one, to resume TLS 1.2 quickly next time.'
        : 'The victim brings the ticket of an earlier TLS 1.2 session and asks to resume it.',
      'RFC 5077 §3.2',
    ];
  },
  [EXTENSION.preSharedKey]: (body) => {
    let identities = 0;
    body.vector(2, 'identities', (list) => {
      list.list(() => {
        identities += 1;
        list.vector(2, 'identity', (inner) => {
          const bytes = inner.rest('ticket', (ticket) => [
            hexStart(ticket),
            'What the bank gave the victim before; it means something to the bank alone.',
            'RFC 8446 §4.2.11',
          ]);
          return [
            count(bytes.length, 'byte'),
            'The name of a key that both sides hold. Whoever saw it used before knows the same victim again, so a client should use a ticket once.',
            'RFC 8446 §4.2.11, §C.4',
          ];
        });
        list.number(4, 'obfuscated ticket age', (age) => [
          String(age),
          'How old the ticket is in ms, plus a number that only the two sides know.',
          'RFC 8446 §4.2.11.1',
        ]);
      });
      return [count(identities, 'identity').replace('ys', 'ies'), 'The keys on offer.', 'RFC 8446 §4.2.11'];
    });
    body.vector(2, 'binders', (list) => {
      list.list(() => {
        list.vector(1, 'binder', (inner) => {
          inner.rest('HMAC', (bytes) => [
            hexStart(bytes),
            'A keyed checksum of this ClientHello up to here.',
            'RFC 8446 §4.2.11.2',
          ]);
          return [
            'binder',
            'Proves that the victim holds the key and that nobody changed this ClientHello.',
            'RFC 8446 §4.2.11.2',
          ];
        });
      });
      return [
        'one for each identity',
        'They come last because they cover everything before them.',
        'RFC 8446 §4.2.11.2',
      ];
    });
    return [
      count(identities, 'key') + ' offered',
      'The victim asks to resume an earlier session with a key that both sides already hold.',
      'RFC 8446 §4.2.11',
    ];
  },
  [EXTENSION.earlyData]: () => [
    'offered',
    'The victim sends data at once, before the bank has answered (0-RTT). An attacker cannot read it, but can send it again.',
    'RFC 8446 §4.2.10, §8',
  ],
  [EXTENSION.supportedVersions]: (body) => {
    const versions: number[] = [];
    body.vector(1, 'versions', (list) => {
      list.list(() => versions.push(list.number(2, 'version', versionSaid)));
      return [names(versions, versionName), 'In order of liking.', 'RFC 8446 §4.2.1'];
    });
    return [
      names(versions, versionName),
      'The versions that the victim really speaks. The field at the top of the ClientHello is kept at TLS 1.2 for old devices on the path.',
      'RFC 8446 §4.2.1',
    ];
  },
  [EXTENSION.cookie]: (body) => {
    body.vector(2, 'cookie', (inner) => [
      hexStart(
        inner.rest('bytes', (bytes) => [
          hexStart(bytes),
          'Whatever the bank chose to remember this way.',
          'RFC 8446 §4.2.2',
        ]),
      ),
      'The same bytes that the bank sent.',
      'RFC 8446 §4.2.2',
    ]);
    return [
      'brought back',
      'The victim hands back what the HelloRetryRequest gave it. Not an HTTP cookie.',
      'RFC 8446 §4.2.2',
    ];
  },
  [EXTENSION.pskKeyExchangeModes]: (body) => {
    body.vector(1, 'modes', (list) => {
      list.list(() => {
        list.number(1, 'mode', (value) => [
          ['psk_ke', 'psk_dhe_ke'][value] ?? `unknown (${value})`,
          value === 1
            ? 'Resume with a fresh key exchange as well: keeps forward secrecy.'
            : 'Resume with the old key alone: no forward secrecy for that session.',
          'RFC 8446 §4.2.9',
        ]);
      });
      return ['modes', 'In no order that matters.', 'RFC 8446 §4.2.9'];
    });
    return ['how to resume', 'How the victim is willing to resume a session.', 'RFC 8446 §4.2.9'];
  },
  [EXTENSION.certificateAuthorities]: (body) => [
    said(body, 'names'),
    'The authorities that the victim trusts, so that the bank can choose its certificate.',
    'RFC 8446 §4.2.4',
  ],
  [EXTENSION.postHandshakeAuth]: () => [
    'offered',
    'The bank may ask for a certificate of the victim later, after the handshake.',
    'RFC 8446 §4.2.6',
  ],
  [EXTENSION.keyShare]: (body) => {
    const groups: number[] = [];
    body.vector(2, 'client shares', (list) => {
      list.list(() => groups.push(dissectShare(list, 'client')));
      return [names(groups, groupName), 'One for each group that the victim bets on.', 'RFC 8446 §4.2.8'];
    });
    return [
      groups.length === 0 ? 'no share' : names(groups, groupName),
      groups.length === 0
        ? 'The victim sends no public key and asks the bank to choose a group first, at the price of a round trip.'
        : 'The victim’s public half of the key exchange. Anyone may see it; without the private half it opens nothing.',
      'RFC 8446 §4.2.8',
    ];
  },
  [EXTENSION.alps]: alps,
  [EXTENSION.alpsOld]: alps,
  [EXTENSION.encryptedClientHello]: (body) => {
    const type = body.number(1, 'ECH type', (value) => [
      ['outer', 'inner'][value] ?? `unknown (${value})`,
      value === 0
        ? 'This ClientHello is the outer one: it carries a sealed inner one.'
        : 'Only inside a sealed ClientHello.',
      'RFC 9849 §5',
    ]);
    if (type === 0) {
      body.number(2, 'HPKE KDF', (value) => [
        value === 1 ? 'HKDF-SHA256' : `${value}`,
        'How the key is derived.',
        'RFC 9180 §7.2',
      ]);
      body.number(2, 'HPKE AEAD', (value) => [
        ['', 'AES-128-GCM', 'AES-256-GCM', 'ChaCha20Poly1305'][value] ?? `${value}`,
        'What seals the inner ClientHello.',
        'RFC 9180 §7.3',
      ]);
      body.number(1, 'config id', (value) => [
        String(value),
        'Which of the provider’s published keys was used.',
        'RFC 9849 §5',
      ]);
      body.vector(2, 'enc', (inner) => [
        said(inner, 'key'),
        'The victim’s one-time public key for the seal.',
        'RFC 9849 §5',
      ]);
      body.vector(2, 'payload', (inner) => [
        said(inner, 'sealed'),
        'The sealed ClientHello with the true name, or random bytes.',
        'RFC 9849 §5',
      ]);
    }
    return [
      'sealed ClientHello, or GREASE',
      'Either a sealed ClientHello with the true site name, or random bytes that look like one (GREASE ECH). From outside nobody can tell.',
      'RFC 9849 §5, §6.2',
    ];
  },
  [EXTENSION.renegotiationInfo]: (body) => {
    body.vector(1, 'renegotiated connection', (inner) => [
      said(inner, 'verify data'),
      'Empty in a first handshake.',
      'RFC 5746 §3.2',
    ]);
    return [
      'offered',
      'Closes an old hole by which an attacker could put words of its own before the victim’s.',
      'RFC 5746 §3.4',
    ];
  },
};

/** What an extension says that this lab does not take apart. */
export function unknownExtension(type: number, body: Dissector): Said {
  const length = body.left;
  if (length > 0) {
    body.rest('data', (bytes) => [hexStart(bytes), 'Shown as it stands.', 'RFC 8446 §4.2']);
  }
  if (isGrease(type)) {
    return [
      extensionName(type),
      'An extension that means nothing, put in at random so that no server learns to choke on what it does not know.',
      'RFC 8701 §3.1',
    ];
  }
  return [
    count(length, 'byte'),
    'This lab does not take this extension apart. It travels in clear like the rest.',
    'IANA TLS ExtensionType Values',
  ];
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  h2: 'HTTP/2.',
  'http/1.1': 'HTTP/1.1.',
  'http/1.0': 'HTTP/1.0.',
  h3: 'HTTP/3, which runs over QUIC.',
};

function alps(body: Dissector): Said {
  body.vector(2, 'protocols', (list) => {
    list.list(() => {
      list.vector(1, 'protocol', (inner) => [
        printable(inner.rest('name', (text) => [printable(text), 'A protocol name.', 'RFC 7301 §6'])),
        'A protocol whose settings the victim would send inside the handshake.',
        'draft-vvv-tls-alps',
      ]);
    });
    return ['protocols', 'Each by its ALPN name.', 'draft-vvv-tls-alps'];
  });
  return [
    'offered',
    'Settings of HTTP/2 may travel inside the handshake. A draft that Chromium uses.',
    'draft-vvv-tls-alps',
  ];
}

/** A list of 16-bit numbers with a length of two bytes. */
function listed(
  body: Dissector,
  label: string,
  name: (value: number) => string,
  explain: (value: number) => Said,
  source: string,
): number[] {
  const values: number[] = [];
  body.vector(2, label, (list) => {
    list.list(() => values.push(list.number(2, 'entry', explain)));
    return [names(values, name), 'In order of liking.', source];
  });
  return values;
}

/** The first few names, without GREASE, and how many more there are. */
function names(values: readonly number[], name: (value: number) => string): string {
  const real = values.filter((value) => !isGrease(value));
  const shown = real.slice(0, 6).map((value) => name(value));
  return real.length > shown.length
    ? `${shown.join(', ')} and ${real.length - shown.length} more`
    : shown.join(', ');
}

/** Reads the rest as one field of raw bytes, and says how many. */
function said(body: Dissector, label: string): string {
  const length = body.left;
  if (length > 0) body.rest(label, (bytes) => [hexStart(bytes), 'Shown as it stands.', '']);
  return length === 0 ? 'empty' : count(length, 'byte');
}
