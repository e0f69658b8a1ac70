/** How much of one connection's hostile TLS is read. Bytes, or counts of things. */
export const TLS_LIMITS = {
  /** Records per direction that are kept; the rest are counted. */
  records: 4_096,
  /** Handshake messages per direction that are put together. */
  messages: 64,
  /** Bytes of one handshake message that are gathered: every hello fits. */
  message: 132 * 1024,
  /** Alerts that the summary keeps. */
  alerts: 64,
} as const;
