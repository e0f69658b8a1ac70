import test from 'ava';
import * as fc from 'fast-check';
import { APACHE } from '../../../lab/bank/servers/apache.ts';
import type { Site } from '../../../lab/bank/servers/configuration.ts';
import { NGINX } from '../../../lab/bank/servers/nginx.ts';
import { doorsOf } from '../../../lab/bank/doors.ts';
import { LANE_SETTINGS, ORDINARY } from '../../../lab/settings.ts';
import type { BankSettings } from '../../../lab/settings.ts';
import { explainConfiguration } from '../../../src/explain/server/configuration.ts';

const KINDS = { nginx: NGINX, apache: APACHE };

const siteOf = (settings: BankSettings): Site => ({
  settings,
  certified: settings.mysql,
  doors: doorsOf(settings).map((door) => ({
    ...door,
    listen: 40_000 + door.port,
    app: `app-${door.port}.sock`,
  })),
});

/** Lines that only open or close a part. */
const PARTS = /^\s*(?:server \{|location \/ \{|\}|<\/?VirtualHost.*>)$/;

const anySettings: fc.Arbitrary<BankSettings> = fc.record({
  customers: fc.constant(ORDINARY.bank.customers),
  server: fc.constant('nginx' as const),
  http: fc.constantFrom(...LANE_SETTINGS.bank.http.words),
  https: fc.constantFrom(...LANE_SETTINGS.bank.https.words),
  hsts: fc.boolean(),
  secureCookie: fc.boolean(),
  certificate: fc.constant('good' as const),
  tls: fc.constantFrom(...LANE_SETTINGS.bank.tls.words),
  keyExchange: fc.constantFrom(...LANE_SETTINGS.bank.keyExchange.words),
  clientCertificate: fc.boolean(),
  signUp: fc.boolean(),
  http2: fc.boolean(),
  mysql: fc.boolean(),
});

for (const server of ['nginx', 'apache'] as const) {
  test(`every line that the lab writes for ${server} has its reason, whatever the settings`, (t) => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const configuration = KINDS[server].site(siteOf(settings));
        for (const { text, says } of explainConfiguration({ server, configuration }))
          if ((says === undefined) !== PARTS.test(text) && text !== '') throw new Error(text);
      }),
    );
    t.pass();
  });

  test(`of an ordinary site on ${server} an administrator has five to fifteen lines to copy`, (t) => {
    const settings = { ...ORDINARY.bank, http: 'redirect', hsts: true } as const;
    const lines = explainConfiguration({ server, configuration: KINDS[server].site(siteOf(settings)) });
    const explained = lines.filter(({ says }) => says !== undefined);
    t.true(explained.length >= 5 && explained.length <= 15, `${explained.length}`);
    for (const { says } of explained) {
      t.true((says?.why ?? '').split(/(?<=[.?!]) /).every((sentence) => sentence.split(' ').length <= 30));
      t.not(says?.source, '');
    }
  });

  test(`any text is explained line by line for ${server}, and is safe to show`, (t) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (configuration) => {
        for (const { text } of explainConfiguration({ server, configuration }))
          if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) throw new Error(JSON.stringify(text));
      }),
    );
    t.pass();
  });
}
