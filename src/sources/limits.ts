/** The bounds of captures that are read, every one finite. What goes beyond one is left out and counted, or ends the reading; both are told. Sizes in bytes. */
export const SOURCE_LIMITS = {
  /** One packet's captured bytes, and one block of a pcapng file: what Wireshark reads. */
  packet: 256 * 1024,
  block: 16 * 1024 * 1024,
  /** Interfaces and sections of one file. */
  interfaces: 10_000,
  sections: 100_000,
  /** Headers that stand in one another before TCP: VLAN tags, tunnels, extension headers of IPv6. */
  nested: 16,
  /** Datagrams of which fragments are held at once, bytes of one, and its pieces. */
  datagrams: 256,
  datagram: 65_535,
  fragments: 1_024,
  /** Addresses of IPv6 that are told apart. */
  addresses: 1_000_000,
  /** Connections of one file that are told apart, and packets whose places are kept. */
  flows: 250_000,
  packets: 50_000_000,
  /** Connections whose bytes are put together at once; the one that was silent longest gives way. */
  open: 4_096,
  /** What one direction may hold back while earlier bytes are missing: bytes and pieces. All directions together: bytes. */
  held: 1024 * 1024,
  pieces: 1_024,
  heldTogether: 64 * 1024 * 1024,
  /** Bytes of each direction's beginning that tell what it carries. */
  peek: 4_096,
  /** A HAR file; its exchanges. */
  har: 256 * 1024 * 1024,
  exchanges: 50_000,
  /** Characters of a name or a comment that is told, and how many comments and sentences of one file. */
  told: 300,
  comments: 20,
  notices: 50,
} as const;
