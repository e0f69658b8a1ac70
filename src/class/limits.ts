/** The bounds of a class's page. Times in ms, sizes in bytes, lengths in characters. */
export const CLASS_LIMITS = {
  /** Students who may be in a class, with those who left and may come back. */
  students: 1_200,
  /** Devices that follow at once; and connections, those of single requests among them. */
  followers: 1_500,
  connections: 2_500,
  /** Devices of one student. */
  devices: 4,
  /** Pages of a teacher's that follow. */
  teachers: 8,
  nickname: 24,
  body: 1_024,
  /** The longest target of a request. */
  target: 512,
  /** Wrong codes a minute from one address, then from all: beyond it no code is looked at. */
  wrongCodes: { each: 60, all: 1_200 },
  /** Wrong tokens a minute from one address, told apart from others: beyond it they are not even refused in words. */
  wrongTokens: 10,
  /** How often one student may vote in a second, and a class. */
  votes: { each: 4, all: 2_000 },
  /** Addresses whose mistakes are remembered. */
  addresses: 10_000,
  /** What a device has not taken yet: beyond it, it is cut off, and gets the whole state when it comes back. */
  behind: 1024 * 1024,
  /** How long one that ends has for what it is told last. */
  parting: 1_000,
  /** Between two looks at the lanes that are sent, and at what takes longer to draw. */
  lanesEvery: 400,
  drawnEvery: 2_000,
  /** How long these let what is said and asked go before. */
  lanesLag: 60,
  drawnLag: 500,
  /** Between two looks at either where somebody comes, who is not to wait for the next one. */
  newcomerEvery: 250,
  /** Between two counts of votes that are told, and two looks of the teacher's page. */
  countEvery: 500,
  deskEvery: 250,
  /** Between two signs of life on a stream that says nothing else. */
  alive: 15_000,
  /** States of earlier steps that are kept drawn. */
  earlier: 64,
  /** Characters that a teacher's token has at least, where it is brought along. */
  token: 16,
} as const;
