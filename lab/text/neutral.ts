/** A party's word in the lab, and what it is called where a session comes from elsewhere. */
const WORDS: Readonly<Record<string, string>> = {
  victim: 'client',
  bank: 'server',
  attacker: 'onlooker',
  alice: 'the client',
  customer: 'client',
};

/** Pronouns of the lab's cast, whose victim is a woman and whose attacker is a man. */
const PRONOUNS: Readonly<Record<string, string>> = {
  she: 'it',
  hers: 'its own',
  herself: 'itself',
  her: 'its',
  he: 'it',
  himself: 'itself',
  his: 'its',
  him: 'it',
};

// Within an address, a path or a name of a file a word is somebody's own.
const PARTY = /(?<![\w./:@=&?%+-])(victim|bank|attacker|customer|alice)(s?)(?![\w]|[./:@=&?%+-]\w)/gi;
const PRONOUN = /(?<![\w./:@=&?%+-])(she|herself|hers|her|he|himself|his|him)(?![\w]|[./:@=&?%+-]\w)/gi;
const LAB = /\b(?:this|the) lab\b/gi;

/**
 * Our own words about the lab's cast, as they are said of a capture from elsewhere: client, server and onlooker. Give it prose of ours;
 * what was captured stays as it is.
 */
export function neutral(text: string): string {
  return text
    .replace(PARTY, (word, party: string, many: string) =>
      like(word, (WORDS[party.toLowerCase()] ?? party) + many),
    )
    .replace(PRONOUN, (word) => like(word, PRONOUNS[word.toLowerCase()] ?? word))
    .replace(LAB, 'plainsight')
    .replace(/\b([Aa])n (?=client|server)/g, '$1 ')
    .replace(/\b([Aa]) (?=onlooker)/g, '$1n ');
}

/** The word with the case of another: all capitals, or a capital first. */
function like(model: string, word: string): string {
  if (model.length > 1 && model === model.toUpperCase()) return word.toUpperCase();
  const [first = ''] = model;
  return first === first.toUpperCase() ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}
