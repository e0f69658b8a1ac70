import test from 'ava';
import { neutral } from '../../lab/text/neutral.ts';

test('our words about the cast become neutral ones, in their case and with their article', (t) => {
  t.is(
    neutral('The victim sends it to the bank, and an attacker reads it.'),
    'The client sends it to the server, and an onlooker reads it.',
  );
  t.is(neutral('VICTIM · BANK · ATTACKER'), 'CLIENT · SERVER · ONLOOKER');
  t.is(
    neutral('the bank’s key, a victim, banks, an attacker’s text'),
    'the server’s key, a client, servers, an onlooker’s text',
  );
  t.is(neutral('closed by the bank (end)'), 'closed by the server (end)');
  t.is(
    neutral('A victim that offered it must break off her handshake; he cannot.'),
    'A client that offered it must break off its handshake; it cannot.',
  );
});

test('what stands in an address, a path or a name is somebody’s own', (t) => {
  for (const own of [
    'https://bank.test/victim?attacker=his',
    'www.bank.com',
    'a-bank',
    'bank@her.org',
    '/bank/her',
  ])
    t.is(neutral(own), own);
});
