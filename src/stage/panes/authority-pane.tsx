import { Box } from 'ink';
import { memo } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { AuthoritysOrder } from '../../views/stage/state.ts';
import { TextLine, Toned } from '../text.tsx';

/** What a certificate authority does, in the victim's place while it looks at the bank. Four rows or more. */
export const AuthorityPane = memo(function AuthorityPane({
  order,
  rows,
}: {
  readonly order: AuthoritysOrder;
  readonly rows: number;
}): ReactNode {
  const { challenge, to, name } = order.given;
  return (
    <Box flexDirection="column" height={rows}>
      <TextLine>
        <Toned as="victim">AUTHORITY</Toned> looks from outside
      </TextLine>
      <TextLine>
        {'  '}the {to} wants a certificate for {printable(name)}
      </TextLine>
      <TextLine as="muted">
        {'  '}
        {LOOKS_FOR[challenge]}
      </TextLine>
      <Outcome order={order} />
    </Box>
  );
});

const LOOKS_FOR = {
  'http-01': 'http-01: its file on port 80, at /.well-known/acme-challenge/',
  'tls-alpn-01': 'tls-alpn-01: acme-tls/1 in a handshake on port 443',
} as const;

function Outcome({ order: { given, issued, refused } }: { readonly order: AuthoritysOrder }): ReactNode {
  if (issued !== undefined)
    return (
      <TextLine>
        {'  '}
        <Toned as={given.to === 'bank' ? 'held' : 'warning'}>
          issued to the {given.to}, good until {printable(issued.until.slice(0, 10))}
        </Toned>
      </TextLine>
    );
  if (refused === undefined) return <TextLine> </TextLine>;
  return (
    <TextLine>
      {'  '}
      <Toned as="failed">✗ refused: {printable(refused.why)}</Toned>
    </TextLine>
  );
}
