import { viewOf } from '../../../lab/wire/bytes.ts';
import { SOURCE_LIMITS } from '../limits.ts';
import { options } from './options.ts';

/** What packets of one interface begin with, and how their times are counted. */
export interface CaptureInterface {
  /** Its LINKTYPE_ number, as tcpdump.org lists them. */
  readonly link: number;
  /** Bytes of a packet that are captured at most; 0 is no limit. */
  readonly snap: number;
  /** ms of one unit of its times, and ms that are added to each. */
  readonly unit: number;
  readonly plus: number;
  /** What the file calls it (`if_name`), as hostile as all of the file; empty where it does not. */
  readonly name: string;
}

const OPTION = { name: 2, resolution: 9, offset: 14 } as const;
const MICROSECOND = 0.001;

/** An Interface Description Block's body of a pcapng file. Undefined where it is too short. */
export function readInterface(body: Uint8Array, big: boolean): CaptureInterface | undefined {
  if (body.length < 8) return undefined;
  const view = viewOf(body);
  const link = big ? view.readUInt16BE(0) : view.readUInt16LE(0);
  const snap = big ? view.readUInt32BE(4) : view.readUInt32LE(4);
  let unit = MICROSECOND;
  let plus = 0;
  let name = '';
  for (const { code, value } of options(body, 8, big)) {
    const [first] = value;
    if (code === OPTION.name) name = new TextDecoder().decode(value.subarray(0, SOURCE_LIMITS.told));
    if (code === OPTION.resolution && first !== undefined) unit = unitOf(first);
    if (code === OPTION.offset && value.length === 8) {
      const seconds = big ? viewOf(value).readBigInt64BE() : viewOf(value).readBigInt64LE();
      plus = Number(seconds) * 1000;
    }
  }
  return { link, snap, unit, plus, name };
}

/** ms of a unit: a negative power of ten, or of two where the highest bit is set. */
function unitOf(resolution: number): number {
  const power = resolution & 0x7f;
  return 1000 * (resolution >= 0x80 ? 2 ** -power : 10 ** -power);
}
