import * as z from 'zod/mini';
import { ATTACK_MEANINGS, LANE_SETTINGS } from '../../../lab/settings.ts';
import type { Setting, SettingGroup, ValuesOf } from '../../../lab/settings.ts';
import { worded } from '../file/wording.ts';
import { CustomersSchema } from './customers.ts';
import { triedFlag, triedSetting } from './tried-settings.ts';

/** What each word for an attacker means. */
export const DOES = ATTACK_MEANINGS;

/** Names that writers try for a port. */
const SERVICES = [
  ['http', 'did you mean 80?'],
  ['https', 'did you mean 443?'],
  ['tls', 'did you mean 443?'],
  ['mysql', 'did you mean 3306?'],
] as const;

/** A TCP port. */
export const PortSchema = worded(z.int().check(z.minimum(1), z.maximum(65_535)), {
  entry: 'port',
  help: (value) => SERVICES.find(([name]) => name === value)?.[1],
});

/** Ports in one list. */
const MOST_PORTS = 16;

/** Words that writers try for who may sign in. */
const CUSTOMERS = [
  'users',
  'user',
  'accounts',
  'account',
  'clients',
  'people',
  'logins',
  'passwords',
  'names',
];

/** How the bank is served. */
export const BankSchema = groupSchema(LANE_SETTINGS.bank, (key) =>
  CUSTOMERS.includes(key) ? 'did you mean "customers", as in customers: { bob: sunny-day-12 }?' : undefined,
);

/** What the attacker is, where more is to be said of it than one word. */
export const AttackerSchema = groupSchema(LANE_SETTINGS.attacker);

/** The attacker in one word; blocked ports are what writers look for among the words. */
export const AttackerWord = worded(z.enum(LANE_SETTINGS.attacker.does.words), {
  help: (value) => triedSetting('does', value),
  hint: 'ports are blocked with { blocks: [443] }',
});

/** What the victim is like. */
export const VictimSchema = groupSchema(LANE_SETTINGS.victim);

/** The settings of a group that a file states, as the program has them; those that it does not state are ordinary. */
export function valuesOf<Group extends SettingGroup>(
  group: Group,
  stated: Readonly<Record<string, unknown>>,
): ValuesOf<Group> {
  const pairs = Object.entries(group).map(([name, setting]) => {
    const value = stated[keyOf(name, setting)] ?? setting.ordinary;
    const words = setting.kind === 'flag' ? setting.written?.words : undefined;
    return [name, words === undefined ? value : value === words[1]];
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the group's own schema let these values pass
  return Object.fromEntries(pairs) as ValuesOf<Group>;
}

/** What a group of settings may be in a file, with the ordinary values filled in. */
function groupSchema(group: SettingGroup, instead: (key: string) => string | undefined = () => undefined) {
  const shape = Object.fromEntries(
    Object.entries(group).map(([name, setting]) => {
      const key = keyOf(name, setting);
      return [key, valueSchema(setting, key).check(z.describe(setting.meaning))];
    }),
  );
  return worded(z.strictObject(shape), { instead: (key) => instead(key) ?? keyOfWord(group, key) });
}

/** The setting that has a word which stands as a key of its own: `http: redirect` for `redirect: true`. */
function keyOfWord(group: SettingGroup, word: string): string | undefined {
  const [found] = Object.entries(group).filter(([, setting]) => wordsOf(setting).includes(word));
  return found && `did you mean "${keyOf(...found)}: ${word}"?`;
}

function wordsOf(setting: Setting): readonly string[] {
  if (setting.kind === 'choice') return setting.words;
  return setting.kind === 'flag' ? (setting.written?.words ?? []) : [];
}

function valueSchema(setting: Setting, key: string) {
  const help = (value: unknown): string | undefined => triedSetting(key, value);
  switch (setting.kind) {
    case 'flag':
      return setting.written === undefined
        ? z._default(worded(z.boolean(), { help: triedFlag }), setting.ordinary)
        : z._default(worded(z.enum(setting.written.words), { help }), setting.written.words[0]);
    case 'choice':
      return z._default(worded(z.enum(setting.words), { help }), setting.ordinary);
    case 'ports':
      return z._default(
        worded(z.array(PortSchema).check(z.maxLength(MOST_PORTS)), {
          help: (value) => (typeof value === 'number' ? `did you mean [${value}]?` : undefined),
        }),
        [...setting.ordinary],
      );
    case 'named-texts':
      return z._default(CustomersSchema, { ...setting.ordinary });
  }
}

/** The key under which a setting stands in a file: `secure-cookie` for `secureCookie`. */
function keyOf(name: string, setting: Setting): string {
  const key = setting.kind === 'flag' ? setting.written?.key : undefined;
  return key ?? name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
