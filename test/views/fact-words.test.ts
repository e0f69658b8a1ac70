import test from 'ava';
import * as fc from 'fast-check';
import { factWords, tellsSomething } from '../../src/views/stage/fact-words.ts';
import { reduce } from '../../src/views/stage/reduce.ts';
import { EMPTY_STATE } from '../../src/views/stage/state.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { anyFacts } from '../helpers/happenings.ts';
import { savedSession } from '../helpers/saved-facts.ts';

function wordsOf(facts: readonly Fact[]): { readonly type: Fact['type']; readonly words: string }[] {
  let state = EMPTY_STATE;
  return facts.map((fact) => {
    state = reduce(state, fact);
    return { type: fact.type, words: factWords(fact, state) };
  });
}

test('every fact that shows something says in one line what it is, and no other has words', (t) => {
  const said = wordsOf(savedSession('bank-login.jsonl'));
  for (const { type, words } of said) t.is(words !== '', tellsSomething(type), type);
  const lines = said.map(({ words }) => words);
  for (const wanted of [
    'port 80 · http · POST /login leaves the victim',
    'port 80 · http · 303 See Other comes back to the victim',
    'port 443 · https · TLS · ClientHello leaves the victim',
    'port 80 · http · bank: answered POST /login: 303, over http',
    'step 3 begins',
  ])
    t.true(lines.includes(wanted), wanted);
});

test('whatever a session holds, there are words and no fault', (t) => {
  fc.assert(fc.property(anyFacts, (facts) => wordsOf(facts).every(({ words }) => typeof words === 'string')));
  t.pass();
});
