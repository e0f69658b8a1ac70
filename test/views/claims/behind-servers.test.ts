import { findScenario } from '../../../src/script/catalogue/catalogue.ts';
import { readScenario } from '../../../src/script/format/scenario-file.ts';
import { needing } from '../../helpers/needing.ts';
import { claimsIn, playThrough, withLanes } from '../../helpers/play-through.ts';
import test from 'ava';

for (const server of ['nginx', 'apache'] as const)
  for (const id of [
    'bank-login',
    'redirect',
    'hsts',
    'ssl-strip',
    'forged-certificate',
    'tls-versions',
    'mutual-tls',
  ])
    needing(server, test.serial)(`every claim of ${id} holds behind ${server}`, async (t) => {
      const scenario = await readScenario(findScenario(id));
      const lanes = [...scenario.lanes].map(
        ([lane, settings]) => [lane, { ...settings, bank: { ...settings.bank, server } }] as const,
      );
      const claims = claimsIn(await playThrough(withLanes(scenario, new Map(lanes))));
      t.true(claims.length > 0);
      t.deepEqual(
        claims.filter(({ held }) => !held).map(({ lane, claim, evidence }) => [lane, claim, evidence.text]),
        [],
      );
    });
