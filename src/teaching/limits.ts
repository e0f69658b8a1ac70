/** The bounds of hand-outs and of what is handed in. Sizes in bytes. */
export const TEACHING_LIMITS = {
  /** Bytes of a class key: fewer could be guessed, more are no key. */
  keyLeast: 16,
  keyMost: 1024 * 1024,
  /** Students of one roster, and bytes of a CSV file that is read. */
  students: 2_000,
  csv: 16 * 1024 * 1024,
  /** Characters of a student's id, of a name and of a course's. */
  id: 80,
  name: 200,
  /** Labs that run at once while hand-outs are made. */
  labs: 4,
  /** Bytes of a truth file. */
  truth: 64 * 1024 * 1024,
  /** Submissions of one grading, and files and folders that are looked at in all of them. */
  submissions: 2_000,
  entries: 50_000,
  /** Files of one submission that are looked at, and how deep its folders go. */
  files: 200,
  depth: 8,
  /** Bytes of one file of a submission that are read, by what it is. */
  answers: 64 * 1024,
  capture: 32 * 1024 * 1024,
  session: 64 * 1024 * 1024,
  /**
   * A zip archive: its own bytes; what of one submission is unpacked, and how many entries of it are looked at; how deep
   * zips lie in zips. Of an archive of a whole class, whose entries are as many as a zip has, each student has these bounds.
   */
  archive: 64 * 1024 * 1024,
  archiveEntries: 1_000,
  unpacked: 128 * 1024 * 1024,
  archiveDepth: 2,
  classEntries: 65_534,
  /** Bytes of all archives that lie in one archive. */
  held: 512 * 1024 * 1024,
  /** Characters of one answer, and of what of it a report quotes. */
  answer: 500,
  quoted: 60,
  /** Sentences told of one submission. */
  notices: 20,
  /** Packets, streams and bytes of a capture that are read. */
  packets: 200_000,
  streams: 2_000,
} as const;
