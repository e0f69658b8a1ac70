import test from 'ava';
import { Accounts } from '../../lab/bank/accounts.ts';
import { accountPage, loginPage, transferPage } from '../../lab/bank/pages.ts';
import { Seeded } from '../../lab/seed.ts';
import { readPage } from '../../lab/victim/page.ts';
import { FORMS, HIDDEN_FIELD } from '../../src/script/format/forms.ts';

test('the forms that a scenario may send are those on the pages of the bank, with their fields', async (t) => {
  const account = new Accounts(new Seeded('seed'), 'tulip-orbit-42').get('alice');
  if (account === undefined) throw new Error('alice has no account');
  const pages = [loginPage('token'), accountPage(account, 'token'), transferPage(account, 'token')];
  const forms = await Promise.all(
    pages.map(async (page) => readPage(String(await page), 'http://bank.test/').forms),
  );
  const fields = forms
    .flat()
    .map(({ id, controls }) => [id, controls.map(({ name }) => name).filter((name) => name !== '')]);
  t.deepEqual(
    Object.fromEntries(fields),
    Object.fromEntries(Object.entries(FORMS).map(([id, names]) => [id, [HIDDEN_FIELD, ...names]])),
  );
});
