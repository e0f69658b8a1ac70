import type { FoundValue } from './found-value.ts';

/** What a header tells of who somebody is: cookies (RFC 6265 §4), Basic (RFC 7617 §2), Bearer (RFC 6750 §2.1), Digest's user name. `at` is where its value stands. */
export function credentialsIn(header: string, value: string, at: number): FoundValue[] {
  const name = header.toLowerCase();
  if (name === 'cookie') return pairs(value, at, value.length);
  if (name === 'set-cookie') {
    const end = value.indexOf(';');
    return pairs(value, at, end === -1 ? value.length : end);
  }
  if (name === 'authorization' || name === 'proxy-authorization') return authorized(value, at);
  if (/^x-(?:api-key|auth-token|csrf-token|access-token)$/.test(name) && value !== '')
    return [{ kind: 'credentials', name: header, value, place: { offset: at, length: value.length } }];
  return [];
}

function pairs(text: string, at: number, end: number): FoundValue[] {
  const found: FoundValue[] = [];
  for (let from = 0; from < end;) {
    const next = text.indexOf(';', from);
    const to = next === -1 || next > end ? end : next;
    const equals = text.indexOf('=', from);
    if (equals !== -1 && equals < to) {
      const raw = text.slice(equals + 1, to);
      const value = raw.trim();
      const offset = at + equals + 1 + (raw.length - raw.trimStart().length);
      if (value !== '')
        found.push({
          kind: 'cookie',
          name: text.slice(from, equals).trim(),
          value,
          place: { offset, length: value.length },
        });
    }
    from = to + 1;
  }
  return found;
}

function authorized(value: string, at: number): FoundValue[] {
  const [, scheme = '', space = '', said = ''] = /^(\S+)(\s+)(.*)$/s.exec(value) ?? [];
  const place = { offset: at + scheme.length + space.length, length: said.length };
  switch (scheme.toLowerCase()) {
    case 'basic': {
      const text = Buffer.from(said, 'base64').toString('utf8');
      const colon = text.indexOf(':');
      if (colon === -1) return [{ kind: 'credentials', name: 'Basic', value: said, place }];
      const [user, password] = [text.slice(0, colon), text.slice(colon + 1)];
      return [
        ...(user === '' ? [] : [{ kind: 'user', name: 'Basic', value: user, place } as const]),
        ...(password === '' ? [] : [{ kind: 'password', name: 'Basic', value: password, place } as const]),
        { kind: 'credentials', name: 'Basic', value: said, place },
      ];
    }
    case 'bearer':
    case 'token':
      return said === '' ? [] : [{ kind: 'credentials', name: 'Bearer', value: said, place }];
    case 'digest': {
      const user = /username="([^"]*)"/i.exec(said)?.[1] ?? '';
      return user === '' ? [] : [{ kind: 'user', name: 'Digest', value: user }];
    }
    default:
      return [];
  }
}
