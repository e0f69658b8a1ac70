/** The lab's bounds, every one finite. What goes beyond one is left out, refused or closed. Sizes in bytes, times in ms. */
export const LIMITS = {
  /** Bytes that one lane's tap keeps; beyond it relays on and keeps counting. */
  capturedBytes: 64 * 1024 * 1024,
  /** Segments that one lane's tap keeps: small ones cost more memory than their bytes. */
  capturedSegments: 100_000,
  /** Bytes of memory for captured ones, of a process, that V8 does not count when it decides to look for garbage. */
  uncountedBytes: 128 * 1024 * 1024,
  /**
   * What one lane's log keeps of what anybody on the wire can bring about, beside captured bytes: connections,
   * bytes of exchanges that were read, sessions begun at the bank, and other facts. What is left out is counted.
   */
  keptConnections: 25_000,
  exchangeBytes: 8 * 1024 * 1024,
  keptSessions: 200,
  keptFacts: 100_000,
  /** Connections that one tap leads on at once, and how many may wait, unread, for a place; one more is closed at once. */
  connections: 512,
  waiting: 4_096,
  /** Connections of a lab, open or over, from which on memory is held back. */
  crowd: 64,
  /** Connections that the system holds for a listener until it takes them; Node asks for 511. A whole class may come at once. */
  backlog: 4_096,
  /**
   * While somebody waits: how often the tap looks who gives way, how long an answered stranger must have been
   * silent for it, and how long one may go without an answer.
   */
  round: 50,
  silence: 500,
  turn: 3_000,
  /** Connections that one of the bank's doors, and the attacker's proxy, hold open at once: those of every tap, and of whoever comes by himself. */
  bankConnections: 4_096,
  proxyConnections: 2_048,
  /** How long the proxy keeps its connections to the bank when its last client has gone. */
  spare: 1_000,
  /** Requests that wait on one connection while an earlier one is answered; no more are read until some are. */
  pipelined: 100,
  /** How long a connection through the tap may stay silent in both directions. */
  idle: 30_000,
  /** How long the victim keeps a connection on which nothing passes: less than that, so that no request of hers meets its end. */
  kept: 25_000,
  /** Messages that the attacker holds of one lane at once, and bytes of the body of one: what goes beyond passes. */
  held: 100,
  heldBody: 256 * 1024,
  /** Requests that one lane's attacker sends once more at the same time. */
  resends: 20,
  /** How long the attacker waits for a TCP connection to a listener of the lab. */
  connect: 5_000,
  /** How long the victim waits for the whole answer to one request. */
  request: 10_000,
  /** How long https may take to answer where the browser tries it in place of http. Chromium: 3 s. */
  upgrade: 3_000,
  /** How long a knock at a port waits for an answer, and how many bytes of it are kept. */
  knock: 5_000,
  knockAnswer: 512,
  /** Bytes of one decrypted direction of a recorded connection that are given. */
  decrypted: 2 * 1024 * 1024,
  /** Redirects that the victim follows before it gives up. Chromium: 20. */
  redirects: 20,
  /** Bytes of one body that the victim, the bank and the interceptor keep. */
  body: 1024 * 1024,
  /** Bytes that the bank takes off a body that is too large, before it refuses it. */
  bodyTaken: 16 * 1024 * 1024,
  /** Customers that one bank has; it opens no account beyond. Characters of their names, and of their passwords: at least and at most. */
  customers: 500,
  userName: [3, 20],
  password: [8, 100],
  /** Bytes of one message of the help desk's chat, and of one that the interceptor keeps. */
  message: 64 * 1024,
  /** Conversations that the help desk has at once, and messages that it answers in each. */
  chats: 256,
  chatMessages: 100,
  /** Sessions that one bank holds; one more ends the oldest. */
  sessions: 1_000,
  /** Characters of a receiver's name. */
  receiver: 100,
  /** Bookings that one account keeps for show; its balance counts them all. */
  bookings: 100,
  /** Characters of a page's HTML that the victim reads, and elements that it makes of them. */
  html: 128 * 1024,
  elements: 20_000,
  /** Characters of a page's text that `page-shown` carries. */
  pageText: 500,
  /** Cookies that the victim keeps, and characters of one's name and value together. Chromium: 180 a site, 4096. */
  cookies: 180,
  cookie: 4096,
  /** Characters of one attribute's value, and ms that a cookie lives at most: 400 days (RFC 6265bis, sections 5.5 and 5.6). */
  cookieAttribute: 1024,
  cookieLife: 400 * 24 * 3_600_000,
  /** Hosts of which the victim remembers that they want https only. */
  hsts: 1_000,
  /** Characters that a fact keeps of a destination that was refused. */
  destination: 300,
  /** How long a program may take to say its version, to be ready for requests, and how long its guard may take to end it. */
  programVersion: 5_000,
  programReady: 10_000,
  guard: 3_000,
  /**
   * Getting a certificate: bytes of one answer, characters of a problem's words, and nonces that are tried for one
   * request; ms between two questions how far it is, ms that the authority may ask for instead, and ms for the whole.
   */
  acmeAnswer: 64 * 1024,
  acmeProblem: 500,
  acmeNonces: 10,
  acmePoll: 50,
  acmePause: 5_000,
  acmeOrder: 30_000,
  /** How often Pebble is started, where others take the ports that it was to have. */
  pebbleStarts: 4,
  /**
   * A real browser as the victim: how long it may take to be ready, to answer one command, and to show a page; and how
   * long to close its profile in order before it is ended.
   */
  browserReady: 60_000,
  browserAnswer: 30_000,
  browserPage: 20_000,
  browserClose: 700,
  /** How long closing the lab may take before what is left is destroyed. */
  close: 2_000,
} as const;
