import type { TextProtocol } from '../../lab/wire/recognised/streams.ts';
import type { Span } from '../../lab/wire/span.ts';
import type { FoundValue } from './found-value.ts';

type Who = 'user' | 'password';

/**
 * How far a client's talk has come: whether it sends a mail's text, what answers a sign-in of some mechanism takes next, or how many
 * bytes of a literal of IMAP are to come and what they are.
 */
export type Talk =
  | 'commands'
  | 'mail'
  | { readonly mechanism: string; readonly user?: true }
  | { readonly literal: Who; readonly left: number };

/** What a line tells, and how the talk goes on after it. */
interface Heard {
  readonly talk: Talk;
  readonly told: readonly FoundValue[];
}

/** What begins a sign-in by SASL, with its mechanism and what is said at once. RFC 4954 §4, RFC 5034, RFC 9051 §6.2.2. */
const BY_COMMAND = /^(AUTH (\S+))(?: (\S+))?$/i;
const BY_TAG = /^(\S+ AUTHENTICATE (\S+))(?: (\S+))?$/i;

/** Words that are commands, or take a sign-in back, where its next line was waited for: it was refused. */
const INSTEAD = /^(?:\*|QUIT|NOOP|RSET|HELP|DATA|STARTTLS|STLS|STAT|LIST|UIDL|CAPA|\S* .*)$/i;

/**
 * What a client's line tells of who signs in, and what its next one is. `line` is without its end; the span is that of all of it.
 * RFC 959 §4.1.1, RFC 1939 §7, RFC 9051 §6.2.3.
 */
export function hearLine(protocol: TextProtocol, talk: Talk, line: string, { offset, length }: Span): Heard {
  if (talk === 'mail') return { talk: 'commands', told: [] };
  if (typeof talk === 'object') {
    if ('literal' in talk) return literal(talk, line, { offset, length });
    if (!INSTEAD.test(line)) return answer(talk, line, offset);
  }
  if (protocol === 'smtp' && /^DATA$/i.test(line)) return { talk: 'mail', told: [] };
  const [, before = '', mechanism = '', said] =
    (protocol === 'ftp' ? null : (protocol === 'imap' ? BY_TAG : BY_COMMAND).exec(line)) ?? [];
  if (mechanism !== '') {
    const asked = { mechanism: mechanism.toUpperCase() };
    // A lone = says nothing at once (RFC 4954, section 4).
    return said === undefined || said === '='
      ? { talk: asked, told: [] }
      : answer(asked, said, offset + before.length + 1);
  }
  if (protocol === 'imap') {
    const [login = ''] = /^\S+ LOGIN /i.exec(line) ?? [];
    return login === '' ? { talk: 'commands', told: [] } : argument('user', line, login.length, offset);
  }
  const [, command = '', value = ''] = /^(USER|PASS|APOP) (.*)$/i.exec(line) ?? [];
  const name = command.toUpperCase();
  if (name === '' || protocol === 'smtp' || (name === 'APOP' && protocol !== 'pop3'))
    return { talk: 'commands', told: [] };
  const own = name === 'APOP' ? (value.split(' ', 1)[0] ?? '') : value;
  const kind = name === 'PASS' ? 'password' : 'user';
  return { talk: 'commands', told: told(kind, name, own, offset + command.length + 1) };
}

function told(kind: FoundValue['kind'], name: string, value: string, offset: number): FoundValue[] {
  return value === ''
    ? []
    : [{ ...(kind && { kind }), name, value, place: { offset, length: value.length } }];
}

/** The answer to a mechanism of SASL, in base64: PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195), tokens (RFC 7628). */
function answer(talk: Extract<Talk, { mechanism: string }>, coded: string, offset: number): Heard {
  const { mechanism, user } = talk;
  const name = `AUTH ${mechanism}`;
  const text = Buffer.from(coded, 'base64').toString('utf8');
  const place = { offset, length: coded.length };
  const of = (kind: FoundValue['kind'], value = ''): FoundValue[] =>
    value === '' ? [] : [{ ...(kind && { kind }), name, value, place }];
  switch (mechanism) {
    case 'PLAIN': {
      const [, who, secret] = text.split('\0');
      return {
        talk: 'commands',
        told:
          secret === undefined ? of('credentials', coded) : [...of('user', who), ...of('password', secret)],
      };
    }
    case 'LOGIN':
      return user === undefined
        ? { talk: { mechanism, user: true }, told: of('user', text) }
        : { talk: 'commands', told: of('password', text) };
    case 'CRAM-MD5':
      return { talk: 'commands', told: of('user', text.split(' ', 1)[0]) };
    case 'XOAUTH2':
    case 'OAUTHBEARER':
      return { talk: 'commands', told: of('credentials', coded) };
    default:
      return { talk: 'commands', told: [] };
  }
}

/** An argument of LOGIN from a place in a line on, and those after it: bare, quoted, or a literal whose bytes come next. RFC 9051 §4.3. */
function argument(kind: Who, line: string, from: number, offset: number): Heard {
  const rest = line.slice(from);
  const [, left] = /^\{(\d{1,9})\+?\}$/.exec(rest) ?? [];
  if (left !== undefined) return { talk: { literal: kind, left: Number(left) }, told: [] };
  const [said = '', quoted] = /^(?:"((?:[^"\\]|\\.)*)"|\S+)/.exec(rest) ?? [];
  if (quoted === undefined)
    return afterArgument(kind, told(kind, 'LOGIN', said, offset + from), line, from + said.length, offset);
  const place = { offset: offset + from + 1, length: quoted.length };
  const value = quoted.replaceAll(/\\(.)/g, '$1');
  const own = value === '' ? [] : [{ kind, name: 'LOGIN', value, place }];
  return afterArgument(kind, own, line, from + said.length, offset);
}

function afterArgument(
  kind: Who,
  own: readonly FoundValue[],
  line: string,
  end: number,
  offset: number,
): Heard {
  if (kind === 'password' || line[end] !== ' ') return { talk: 'commands', told: own };
  const next = argument('password', line, end + 1, offset);
  return { ...next, told: [...own, ...next.told] };
}

/** The bytes of a literal, or as many of them as stand in this line; what follows them is the command's rest. */
function literal(
  { literal: kind, left }: Extract<Talk, { literal: Who }>,
  line: string,
  { offset, length }: Span,
): Heard {
  const own = told(kind, 'LOGIN', line.slice(0, left), offset);
  if (left >= length) return { talk: { literal: kind, left: left - length }, told: own };
  return afterArgument(kind, own, line, left, offset);
}
