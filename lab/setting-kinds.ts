/** A setting of a lane that is so or not so, ordinarily not. */
export interface FlagSetting {
  readonly kind: 'flag';
  readonly ordinary: false;
  readonly meaning: string;
  /** Where files do not say `true` and `false` under its own name: their key, and their words for no and yes. */
  readonly written?: { readonly key: string; readonly words: readonly [no: string, yes: string] };
}

/** A setting that is one of a few words, ordinarily the first of them. */
export interface ChoiceSetting<Word extends string = string> {
  readonly kind: 'choice';
  readonly words: readonly Word[];
  readonly ordinary: Word;
  readonly meaning: string;
}

/** A setting that is a list of logical ports, ordinarily none. */
export interface PortsSetting {
  readonly kind: 'ports';
  readonly ordinary: readonly number[];
  readonly meaning: string;
}

/** A setting that gives a text to each of some names, ordinarily to none. */
export interface NamedTextsSetting {
  readonly kind: 'named-texts';
  readonly ordinary: Readonly<Record<string, string>>;
  readonly meaning: string;
}

/** One setting of a lane, as data. */
export type Setting = FlagSetting | ChoiceSetting | PortsSetting | NamedTextsSetting;

/** Settings that belong together, by their names in the program. */
export type SettingGroup = Readonly<Record<string, Setting>>;

/** The values of a group of settings. */
export type ValuesOf<Group> = { readonly [Name in keyof Group]: ValueOf<Group[Name]> };

type ValueOf<S> =
  S extends ChoiceSetting<infer Word> ? Word : S extends FlagSetting ? boolean : OrdinaryOf<S>;

type OrdinaryOf<S> = S extends PortsSetting | NamedTextsSetting ? S['ordinary'] : never;

/** A setting that is so or not so. */
export function flag(meaning: string): FlagSetting {
  return { kind: 'flag', ordinary: false, meaning };
}

/** A setting that is so or not so, but that files state under `key` with a word for no and one for yes. */
export function flagInWords(
  key: string,
  words: readonly [no: string, yes: string],
  meaning: string,
): FlagSetting {
  return { kind: 'flag', ordinary: false, meaning, written: { key, words } };
}

/** A setting that is one of `words`, the ordinary one first. */
export function choice<const Word extends string>(
  words: readonly [Word, ...Word[]],
  meaning: string,
): ChoiceSetting<Word> {
  return { kind: 'choice', words, ordinary: words[0], meaning };
}

/** A setting that is a list of logical ports. */
export function ports(meaning: string): PortsSetting {
  return { kind: 'ports', ordinary: [], meaning };
}

/** A setting that gives a text to each of some names. */
export function namedTexts(meaning: string): NamedTextsSetting {
  return { kind: 'named-texts', ordinary: {}, meaning };
}

/** The ordinary value of every setting of a group. */
export function ordinaryOf<Group extends SettingGroup>(group: Group): ValuesOf<Group> {
  const pairs = Object.entries(group).map(([name, { ordinary }]) => [name, ordinary]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- each name has the value of its own setting
  return Object.fromEntries(pairs) as ValuesOf<Group>;
}
