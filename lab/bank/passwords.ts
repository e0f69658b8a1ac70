import type { Seeded } from '../seed.ts';

type Words = readonly [string, ...string[]];

const PLANTS_AND_ANIMALS = words(`
  acorn aspen badger bamboo basil beaver birch bluebell bramble camel cedar cherry clover coral
  cricket crocus daisy dolphin falcon fern finch fox gecko ginger hazel heron ibis iris ivy jasmine
  juniper kestrel kiwi koala lark laurel lemon lilac lotus lupin magpie maple marten mint moss myrtle
  nettle olive orchid otter panda pansy pepper plum poppy puffin quince rabbit robin saffron salmon
  sparrow tulip walnut willow`);

const THINGS = words(`
  anchor anvil arrow autumn beacon bell bicycle bottle breeze bridge button cabin candle canvas canyon
  castle cello chalk circle cloud comet compass copper crayon drum ember engine feather fiddle flute
  galaxy garden glacier guitar hammock harbour island jigsaw kettle kite ladder lantern lagoon magnet
  marble meadow mirror mitten ocean orbit paddle paper pebble pencil piano pillow prairie puzzle quilt
  ribbon river rocket saddle sail summer teapot thunder tunnel valley violin window winter`);

/** A password made up for a run, such as `tulip-orbit-42`: easy to recognise in bytes, and new for every seed. */
export function passwordFor(seed: Seeded): string {
  const first = seed.pick('password, first word', PLANTS_AND_ANIMALS);
  const second = seed.pick('password, second word', THINGS);
  return `${first}-${second}-${10 + seed.number('password, number', 90)}`;
}

/** Every password that is ever made up: few enough to be tried, so that no hash of one is a secret. */
export function* allPasswords(): Generator<string> {
  for (const first of PLANTS_AND_ANIMALS)
    for (const second of THINGS)
      for (let number = 10; number < 100; number += 1) yield `${first}-${second}-${number}`;
}

function words(text: string): Words {
  const [first = '', ...rest] = text.trim().split(/\s+/);
  return [first, ...rest];
}
