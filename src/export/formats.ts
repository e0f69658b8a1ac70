import type { Fact } from '../../lab/facts/session.ts';
import type { DrawFrames } from './cast.ts';
import type { FormatId } from './format-ids.ts';
import { gathered } from './gathered.ts';
import { toHar } from './har.ts';
import { toJsonArray, toJsonLines } from './json.ts';
import { toKeylog } from './keylog.ts';
import { toPcapng } from './pcapng.ts';
import { toServerConfig } from './server-config.ts';
import { transcriber } from './text.ts';

/** A file's content, piece by piece. */
export type Pieces = Iterable<Uint8Array | string>;

/** A format that a session can be exported to. */
export interface ExportFormat {
  /** What `--to` calls it. */
  readonly id: FormatId;
  /** One line for help: what it holds and what reads it. */
  readonly says: string;
  /** The usual end of such a file's name, without the dot. */
  readonly extension: string;
  /** True where it is nothing for a terminal. */
  readonly binary: boolean;
  /** Why a sealed session is not written so; undefined where it is. */
  readonly unsealed?: string;
  /**
   * The file's content; a promise where what makes it is loaded only when it is wanted. `facts` may be gone
   * through more than once. Throws a UserError where a session cannot be written so.
   */
  readonly write: (facts: Iterable<Fact>) => Pieces | Promise<Pieces>;
}

const TEXT = { binary: false } as const;

/** Why a format of all ends of the path has no sealed form. */
const ALL_ENDS = 'it shows what the victim and the bank saw';

/**
 * Every format, in the order in which help lists them. A recording is of frames that `draw` makes: no format
 * knows what it is that shows a session.
 */
export function exportFormats(draw: DrawFrames): readonly ExportFormat[] {
  return [
    {
      id: 'pcapng',
      says: 'packets for Wireshark, with the keys to their TLS (--sealed: without them)',
      extension: 'pcapng',
      binary: true,
      write: (facts) => toPcapng(facts),
    },
    {
      id: 'keylog',
      says: "the victims' TLS secrets as a key log file (SSLKEYLOGFILE)",
      extension: 'keylog',
      ...TEXT,
      unsealed: 'it is nothing but keys',
      write: (facts) => toKeylog(facts),
    },
    {
      id: 'har',
      says: "the victims' requests and responses, for a browser's network panel",
      extension: 'har',
      ...TEXT,
      unsealed: "it is the victims' own view",
      write: (facts) => toHar(facts),
    },
    {
      id: 'json',
      says: 'every fact in one JSON array',
      extension: 'json',
      ...TEXT,
      write: (facts) => toJsonArray(facts),
    },
    {
      id: 'jsonl',
      says: 'every fact as a line of JSON, as a saved session has them',
      extension: 'jsonl',
      ...TEXT,
      write: (facts) => toJsonLines(facts),
    },
    {
      id: 'text',
      says: 'the transcript for people',
      extension: 'txt',
      ...TEXT,
      write: transcripts,
    },
    {
      id: 'html',
      says: 'one page with all that happened, which loads nothing and runs nothing',
      extension: 'html',
      ...TEXT,
      unsealed: ALL_ENDS,
      write: async (facts) => {
        const { toHtml } = await import('./html.tsx');
        return [toHtml(gathered(facts, 'html'))];
      },
    },
    {
      id: 'cast',
      says: 'the stage as a recording that asciinema plays',
      extension: 'cast',
      ...TEXT,
      unsealed: ALL_ENDS,
      write: async (facts) => {
        const { toCast } = await import('./cast.ts');
        return toCast(gathered(facts, 'cast'), draw);
      },
    },
    {
      id: 'server-config',
      says: 'how nginx or Apache was configured, with what each line is for',
      extension: 'conf',
      ...TEXT,
      unsealed: "it is the bank's own",
      write: (facts) => toServerConfig(facts),
    },
  ];
}

function* transcripts(facts: Iterable<Fact>): Generator<string> {
  const linesOf = transcriber();
  for (const fact of facts) {
    for (const line of linesOf(fact)) yield `${line}\n`;
  }
}
