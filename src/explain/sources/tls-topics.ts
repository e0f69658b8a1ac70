import { placesIn, type Cited } from './place.ts';

/** TLS 1.3. */
const tls13 = placesIn('RFC 9846');

/**
 * What only TLS 1.2 and older versions have. All of these are obsolete: RFC 9846 took the place of 5246, 5077, 7627, 8422
 * and 6961, and RFC 8996 that of 7507. They are cited all the same where no newer document says what they say.
 */
const tls12 = placesIn('RFC 5246');
const tickets12 = placesIn('RFC 5077');
const extendedSecret = placesIn('RFC 7627');
const curves12 = placesIn('RFC 8422');
const fallback = placesIn('RFC 7507');

const grease = placesIn('RFC 8701');
const guidance = placesIn('RFC 9325');
const renegotiation = placesIn('RFC 5746');
const extensions = placesIn('RFC 6066');
const alpn = placesIn('RFC 7301');
const ech = placesIn('RFC 9849');
const hpke = placesIn('RFC 9180');
const certificate = placesIn('RFC 5280');

/** What fields of TLS are about, and where the rule of each stands. */
export const TLS_TOPICS = {
  // Records and alerts.
  records: [tls13('5', 'Record Protocol')],
  recordHeader: [tls13('5.1', 'Record Layer')],
  sealedRecord: [tls13('5.2', 'Record Payload Protection')],
  sealedLength: [tls13('5.2', 'Record Payload Protection'), tls13('5.4', 'Record Padding')],
  compatibility: [tls13('5', 'Record Protocol'), tls13('E.4', 'Middlebox Compatibility Mode')],
  sslv2Hello: [tls12('E.2', 'Compatibility with SSL 2.0')],
  changeCipherSpec: [tls12('7.1', 'Change Cipher Spec Protocol')],
  sealedRecord12: [tls12('6.2.3', 'Record Payload Protection')],
  nullCipher: [tls12('6.2.3.1', 'Null or Standard Stream Cipher')],
  cbcRecord: [tls12('6.2.3.2', 'CBC Block Cipher')],
  gcmRecord: [placesIn('RFC 5288')('3', 'AES-GCM Cipher Suites')],
  ccmRecord: [placesIn('RFC 6655')('3', 'AES-CCM Cipher Suites')],
  chachaRecord: [placesIn('RFC 7905')('2', 'ChaCha20 Cipher Suites')],
  integrityOnly: ['RFC 9150'],
  keyLog: ['RFC 9850'],
  padding13: [tls13('5.4', 'Record Padding')],
  trueType: [tls13('5.2', 'Record Payload Protection')],
  alerts: [tls13('6', 'Alert Protocol')],
  closureAlerts: [tls13('6.1', 'Closure Alerts')],
  errorAlerts: [tls13('6.2', 'Error Alerts')],
  alerts12: [tls12('7.2.2', 'Error Alerts')],
  extensionAlerts: [extensions('9', 'Error Alerts')],
  connectionIds: ['RFC 9147'],
  alertRegistry: ['IANA TLS Alerts'],

  // Hellos.
  handshake: [tls13('4', 'Handshake Protocol')],
  clientHello: [tls13('4.2.2', 'Client Hello')],
  sessionId: [tls13('4.2.2', 'Client Hello'), tls13('E.4', 'Middlebox Compatibility Mode')],
  serverHello: [tls13('4.2.3', 'Server Hello')],
  helloRetryRequest: [tls13('4.2.4', 'Hello Retry Request')],
  extensions: [tls13('4.3', 'Extensions')],
  extensionRegistry: ['IANA TLS ExtensionType Values'],
  greaseValues: [grease('2', 'GREASE Values')],
  greaseOffer: [grease('3.1', 'Client Behavior')],

  // Versions, suites, groups and signatures.
  supportedVersions: [tls13('4.3.1', 'Supported Versions')],
  oldVersions: ['RFC 8996'],
  ssl3: ['RFC 7568'],
  suites13: [tls13('B.4', 'Cipher Suites')],
  suiteRegistry: ['IANA TLS Cipher Suites'],
  badSuites: [guidance('4.1', 'General Guidelines')],
  goodSuites: [guidance('4.2', 'Cipher Suites for TLS 1.2')],
  anonymous: [tls12('F.1.1.1', 'Anonymous Key Exchange')],
  sharedSecret: [placesIn('RFC 4279')('1', 'Introduction')],
  sharedSecretExchange: [placesIn('RFC 4279')('2', 'PSK Key Exchange Algorithm')],
  password: ['RFC 5054'],
  safeRenegotiationSignal: [renegotiation('3.3', 'Renegotiation Protection Request Signaling Cipher')],
  fallbackSignal: [fallback('3', 'Server Behavior'), 'RFC 8996'],
  supportedGroups: [tls13('4.3.7', 'Supported Groups')],
  modernCurves: [tls13('4.3.7', 'Supported Groups'), 'RFC 7748'],
  groupRegistry: ['IANA TLS Supported Groups'],
  finiteFields: ['RFC 7919'],
  oldCurves: [curves12('5.1.1', 'Supported Elliptic Curves Extension')],
  brainpool: ['RFC 8734'],
  brainpool12: ['RFC 7027'],
  gost: ['RFC 9367'],
  sm2: ['RFC 8998'],
  hybridGroups: ['RFC 10024'],
  kemGroups: ['draft-ietf-tls-mlkem'],
  kyberGroups: ['draft-tls-westerbaan-xyber768d00'],
  mlKem: ['FIPS 203'],
  signatureAlgorithms: [tls13('4.3.3', 'Signature Algorithms')],
  legacyRsa: [placesIn('RFC 9963')('3', 'SignatureScheme Types')],
  mlDsa: ['draft-ietf-tls-mldsa', 'FIPS 204'],
  edwards: [tls13('4.3.3', 'Signature Algorithms'), 'RFC 8032'],

  // Extensions.
  keyShare: [tls13('4.3.8', 'Key Share')],
  preSharedKey: [tls13('4.3.11', 'Pre-Shared Key Extension')],
  greasePsk: [tls13('4.3.11', 'Pre-Shared Key Extension'), ech('6.1.2', 'GREASE PSK')],
  ticketOnce: [
    tls13('4.3.11', 'Pre-Shared Key Extension'),
    tls13('C.4', 'Client and Server Tracking Prevention'),
  ],
  ticketAge: [tls13('4.3.11.1', 'Ticket Age')],
  pskBinder: [tls13('4.3.11.2', 'PSK Binder')],
  pskModes: [tls13('4.3.9', 'Pre-Shared Key Exchange Modes')],
  earlyData: [tls13('4.3.10', 'Early Data Indication'), tls13('8', '0-RTT and Anti-Replay')],
  retryCookie: [tls13('4.3.2', 'Cookie')],
  certificateAuthorities: [tls13('4.3.4', 'Certificate Authorities')],
  postHandshakeAuth: [tls13('4.3.6', 'Post-Handshake Certificate-Based Client Authentication')],
  serverName: [extensions('3', 'Server Name Indication')],
  fragmentLength: [extensions('4', 'Maximum Fragment Length Negotiation')],
  stapling: [extensions('8', 'Certificate Status Request')],
  stapling2: ['RFC 6961', tls13('4.5.1.1', 'OCSP Status and SCT Extensions')],
  alpn: [alpn('3.1', 'The Application-Layer Protocol Negotiation Extension')],
  alpnChoice: [alpn('3.2', 'Protocol Selection')],
  alpnNames: [alpn('6', 'IANA Considerations')],
  alps: ['draft-vvv-tls-alps'],
  npn: ['draft-agl-tls-nextprotoneg'],
  timestamps: [placesIn('RFC 6962')('3.3', 'Including the Signed Certificate Timestamp')],
  timestampExtension: [placesIn('RFC 6962')('3.3.1', 'TLS Extension')],
  trustAnchors: ['draft-ietf-tls-trust-anchor-ids'],
  compressCertificate: [placesIn('RFC 8879')('3', 'Negotiating Certificate Compression')],
  compressionAlgorithms: [placesIn('RFC 8879')('7.3', 'Compression Algorithms')],
  delegatedCredential: [placesIn('RFC 9345')('4.1.1', 'Server Authentication')],
  encryptedClientHello: [ech('5', 'encrypted_client_hello')],
  greaseEch: [ech('5', 'encrypted_client_hello'), ech('6.2', 'GREASE ECH')],
  echRejected: [ech('5', 'encrypted_client_hello'), ech('6.1.6', 'Handshaking with ClientHelloOuter')],
  echRetry: [ech('7.2.1', 'Sending HelloRetryRequest')],
  hpkeKdf: [hpke('7.2', 'Key Derivation Functions')],
  hpkeAead: [hpke('7.3', 'Authenticated Encryption')],
  padding: [placesIn('RFC 7685')('3', 'Padding Extension')],
  recordSizeLimit: [placesIn('RFC 8449')('4', 'record_size_limit')],
  useSrtp: [placesIn('RFC 5764')('4.1.1', 'use_srtp Extension Definition')],
  heartbeat: [placesIn('RFC 6520')('2', 'Heartbeat Hello Extension')],
  heartbeatMessage: [placesIn('RFC 6520')('3', 'Heartbeat Protocol')],
  encryptThenMac: [placesIn('RFC 7366')('2', 'Negotiating Encrypt-then-MAC')],
  extendedMainSecret: [extendedSecret('5.1', 'Extension Definition')],
  sessionTicket: [tickets12('3.2', 'SessionTicket TLS Extension')],
  pointFormats: [curves12('5.1.2', 'Supported Point Formats Extension')],
  chosenPointFormats: [curves12('5.2', 'Server Hello Extension')],
  renegotiationInfo: [renegotiation('3.2', 'Extension Definition')],
  safeClient: [renegotiation('3.4', 'Client Behavior')],
  safeServer: [renegotiation('3.6', 'Server Behavior')],

  // Handshake messages up to TLS 1.2, and certificates.
  helloRequest: [tls12('7.4.1.1', 'Hello Request')],
  newSessionTicket: [tickets12('3.3', 'NewSessionTicket Handshake Message')],
  ticketContent: [tickets12('4', 'Recommended Ticket Construction')],
  certificateMessage: [tls12('7.4.2', 'Server Certificate')],
  clientCertificate: [tls12('7.4.6', 'Client Certificate')],
  serverKeyExchange: [tls12('7.4.3', 'Server Key Exchange Message')],
  serverCurve: [curves12('5.4', 'Server Key Exchange')],
  certificateRequest: [tls12('7.4.4', 'Certificate Request')],
  certificateTypes: [tls12('7.4.4', 'Certificate Request'), curves12('5.5', 'Certificate Request')],
  serverHelloDone: [tls12('7.4.5', 'Server Hello Done')],
  clientKeyExchange: [tls12('7.4.7', 'Client Key Exchange Message')],
  rsaKeyExchange: [tls12('7.4.7.1', 'RSA-Encrypted Premaster Secret Message')],
  clientPublicValue: [tls12('7.4.7.2', 'Client Diffie-Hellman Public Value')],
  clientCurve: [curves12('5.7', 'Client Key Exchange')],
  certificateVerify: [tls12('7.4.8', 'Certificate Verify')],
  finished: [tls12('7.4.9', 'Finished')],

  // What travels sealed in TLS 1.3.
  encryptedExtensions: [tls13('4.4.1', 'Encrypted Extensions')],
  certificateRequest13: [tls13('4.4.2', 'Certificate Request')],
  certificate13: [tls13('4.5.1', 'Certificate')],
  certificateVerify13: [tls13('4.5.2', 'Certificate Verify')],
  finished13: [tls13('4.5.3', 'Finished')],
  endOfEarlyData: [tls13('4.6', 'End of Early Data')],
  ticket13: [tls13('4.7.1', 'New Session Ticket Message')],
  keyUpdate: [tls13('4.7.3', 'Key and Initialization Vector Update')],
  ocspResponse: [placesIn('RFC 6960')('4.2', 'Response Syntax')],
  certificate: [certificate('4.1', 'Basic Certificate Fields')],
  certificateSignature: [certificate('4.1.1.3', 'signatureValue')],
  serialNumber: [certificate('4.1.2.2', 'Serial Number')],
  certificateAlgorithm: [
    certificate('4.1.2.3', 'Signature'),
    tls13('4.5.1.3', 'Receiving a Certificate Message'),
  ],
  issuer: [certificate('4.1.2.4', 'Issuer')],
  validity: [certificate('4.1.2.5', 'Validity')],
  subject: [certificate('4.1.2.6', 'Subject')],
  publicKey: [certificate('4.1.2.7', 'Subject Public Key Info')],
  certificateExtensions: [
    certificate('4.1.2.9', 'Extensions'),
    certificate('4.2.1.6', 'Subject Alternative Name'),
  ],
  der: ['ITU-T X.690'],
} as const satisfies Readonly<Record<string, readonly Cited[]>>;
