import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { latin1 } from '../../lab/wire/bytes.ts';
import { cipherName } from '../../lab/wire/tls/cipher-suites.ts';
import { readLane, tlsHandshakeOf } from '../../src/reading/lane.ts';
import type { FlowEnd } from '../../src/sources/flows/flow-table.ts';
import { readCapture } from '../../tools/support/captures/read-capture.ts';

/** What a capture holds, as lines that two programs must agree on. */
export interface CaptureSays {
  /** `1 192.0.2.1:4000 > 192.0.2.2:80 12/34`: TCP connections with the payload bytes of their segments. */
  readonly connections: readonly string[];
  /** `1 GET /`, `1 200`. */
  readonly http: readonly string[];
  /** `1 shop.test`, and the number of the suite that was chosen. */
  readonly tls: readonly string[];
}

const FIELDS = [
  'tcp.stream',
  'ip.src',
  'ip.dst',
  'ipv6.src',
  'ipv6.dst',
  'tcp.srcport',
  'tcp.dstport',
  'tcp.len',
  'http.request.method',
  'http.request.uri',
  'http.response.code',
  'http2.headers.method',
  'http2.headers.path',
  'http2.headers.status',
  'tls.handshake.extensions_server_name',
  'tls.handshake.ciphersuite',
  'tls.handshake.type',
  'frame.cap_len',
  'frame.len',
] as const;

const last = (list = ''): string => list.split(';').at(-1) ?? '';

/** What tshark says of a capture, and whether packets of it were cut. By itself it looks for other protocols at some ports, and never for HTTP/2 in clear: at `ports` it is told of HTTP. */
export function saidByTshark(file: string, ports: Iterable<number>): CaptureSays & { readonly cut: boolean } {
  const args = [
    '-n',
    '-r',
    file,
    ...[...ports].flatMap((port) => ['-d', `tcp.port==${port},http`]),
    '-Y',
    // A header of a length that there is not is told as a packet by tshark, and not read here.
    'tcp && tcp.hdr_len >= 20',
    '-T',
    'fields',
    '-E',
    'occurrence=a',
    '-E',
    'aggregator=;',
    ...FIELDS.flatMap((field) => ['-e', field]),
  ];
  const { stdout } = spawnSync('tshark', args, {
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
    timeout: 120_000,
  });
  const streams = new Map<string, { from: string; to: string; up: number; down: number }>();
  const http: string[] = [];
  const tls: string[] = [];
  let cut = false;
  for (const line of stdout.split('\n').filter(Boolean)) {
    const [
      stream = '',
      v4s,
      v4d,
      v6s,
      v6d,
      sport,
      dport,
      length = '0',
      method,
      uri,
      code,
      method2,
      path2,
      code2,
      sni,
      suite,
      type,
      kept,
      whole,
    ] = line.split('\t');
    const six = (v6s ?? '') !== '';
    const from = six ? `[${last(v6s)}]:${sport}` : `${last(v4s)}:${sport}`;
    const to = six ? `[${last(v6d)}]:${dport}` : `${last(v4d)}:${dport}`;
    const own = streams.get(stream) ?? { from, to, up: 0, down: 0 };
    streams.set(stream, own);
    if (own.from === from) own.up += Number(length);
    else own.down += Number(length);
    cut ||= kept !== whole;
    const id = Number(stream) + 1;
    for (const [methods, paths, codes] of [
      [method, uri, code],
      [method2, path2, code2],
    ]) {
      for (const [index, each] of (methods ?? '').split(';').filter(Boolean).entries())
        http.push(`${id} ${each} ${(paths ?? '').split(';')[index] ?? ''}`);
      for (const each of (codes ?? '').split(';').filter(Boolean)) http.push(`${id} ${each}`);
    }
    if ((sni ?? '') !== '') tls.push(`${id} ${sni}`);
    if ((type ?? '').split(';').includes('2')) tls.push(`${id} suite ${Number(last(suite))}`);
  }
  const connections = [...streams].map(
    ([stream, { from, to, up, down }]) =>
      `${Number(stream) + 1} ${[`${from} ${up}`, `${to} ${down}`].toSorted().join(' ')}`,
  );
  return { connections, http: http.toSorted(), tls: [...new Set(tls)].toSorted(), cut };
}

/** What `plainsight open` says of it, and how it ended where it could not be read to its end. */
export function saidByUs(
  file: string,
): CaptureSays & { readonly fault: string | undefined; readonly ports: ReadonlySet<number> } {
  const { facts, index, reader } = readCapture([readFileSync(file)]);
  const tcp = index.listed.filter(({ flow }) => flow.transport === 'tcp');
  const ports = new Set(
    tcp.flatMap(({ flow, recognised }) => (recognised.protocol.startsWith('HTTP') ? [flow.server.port] : [])),
  );
  // tshark numbers connections of TCP by themselves.
  const numbers = new Map(tcp.map(({ flow }, at) => [flow.id, at + 1]));
  const endText = ({ address, port }: FlowEnd): string => index.decoder.addresses.withPort(address, port);
  const connections = tcp.map(
    ({ flow, bytes }) =>
      `${numbers.get(flow.id)} ${[`${endText(flow.client)} ${bytes['to-bank']}`, `${endText(flow.server)} ${bytes['to-victim']}`].toSorted().join(' ')}`,
  );
  const { units, connections: readings } = readLane(facts);
  const http = units.flatMap(({ connection, complete, http: message }) => {
    const id = numbers.get(connection);
    const read = message?.();
    // tshark tells a message once all of it is there.
    if (id === undefined || read === undefined || !complete) return [];
    return [
      read.kind === 'request'
        ? `${id} ${read.start.method} ${latin1(Buffer.from(read.start.target, 'latin1'))}`
        : `${id} ${read.start.status}`,
    ];
  });
  const tls = [...readings].flatMap(([connection, reading]) => {
    const { client, server } = tlsHandshakeOf(reading)?.hellos ?? {};
    const id = numbers.get(connection);
    if (id === undefined) return [];
    return [
      ...(client?.sni === undefined ? [] : [`${id} ${client.sni}`]),
      ...(server === undefined || cipherName(server.cipherSuite) === ''
        ? []
        : [`${id} suite ${server.cipherSuite}`]),
    ];
  });
  return {
    connections,
    http: http.toSorted(),
    tls: [...new Set(tls)].toSorted(),
    fault: reader.fault,
    ports,
  };
}
