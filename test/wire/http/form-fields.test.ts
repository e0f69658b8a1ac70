import test from 'ava';
import * as fc from 'fast-check';
import { formFields, FORM_FIELDS_LIMIT } from '../../../lab/wire/http/form-fields.ts';

test('a login form gives its fields and where their bytes lie', (t) => {
  t.deepEqual(formFields(Buffer.from('user=alice&password=a%20b%2Bc+d&&flag')), [
    { name: 'user', value: 'alice', nameSpan: { offset: 0, length: 4 }, valueSpan: { offset: 5, length: 5 } },
    {
      name: 'password',
      value: 'a b+c d',
      nameSpan: { offset: 11, length: 8 },
      valueSpan: { offset: 20, length: 11 },
    },
    { name: 'flag', value: '', nameSpan: { offset: 33, length: 4 }, valueSpan: { offset: 37, length: 0 } },
  ]);
});

test('what is no form is read as far as it goes', (t) => {
  t.like(formFields(Buffer.from('=%zz%e4')), [{ name: '', value: '%zz\ufffd' }]);
  t.is(formFields(Buffer.from('a&'.repeat(FORM_FIELDS_LIMIT + 5))).length, FORM_FIELDS_LIMIT);
});

test('what a browser encodes is read back', (t) => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
      const sent = new URLSearchParams(pairs);
      const read = formFields(Buffer.from(sent.toString()));
      t.deepEqual(
        read.map(({ name, value }) => [name, value]),
        [...sent],
      );
    }),
  );
});
