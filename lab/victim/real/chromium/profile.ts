import { createHash, X509Certificate } from 'node:crypto';

import { nssDatabase } from '../../../certificates/nss-database.ts';
import { BANK_HOST } from '../../../settings.ts';
import type { StartOptions } from '../controls.ts';
import type { RunProfile } from '../run-profile.ts';

/** CertificateMetadata { trust: { trust_type: CERTIFICATE_TRUST_TYPE_TRUSTED } } as a protocol buffer. */
const TRUSTED = Uint8Array.of(0x0a, 2, 0x08, 3);

/** What keeps bubbles away, and what would be asked of the network by itself. */
const QUIET = {
  credentials_enable_service: false,
  profile: { password_manager_enabled: false, password_manager_leak_detection: false },
  autofill: { enabled: false, profile_enabled: false, credit_card_enabled: false },
  signin: { allowed: false, allowed_on_next_startup: false },
  search: { suggest_enabled: false },
  safebrowsing: { enabled: false },
  translate: { enabled: false },
  dns_prefetching: { enabled: false },
  net: { network_prediction_options: 2 },
  alternate_error_pages: { enabled: false },
  browser: { check_default_browser: false, has_seen_welcome_page: true },
};

/** The same of what all profiles share. */
const QUIET_MACHINE = {
  component_updates: { component_updates_enabled: false },
  network_time: { network_time_queries_enabled: false },
};

/** Shows the bank a client certificate without a question, as the policy AutoSelectCertificateForUrls has it. */
const SHOWS_CERTIFICATE = {
  content_settings: {
    exceptions: {
      auto_select_certificate: { [`https://${BANK_HOST}:443,*`]: { setting: { filters: [{}] } } },
    },
  },
};

/** Writes a Chromium profile that trusts what it is to trust, and gives its folder. */
export async function writeChromiumProfile(
  profile: RunProfile,
  { trusted, preload, settings, clientCertificate }: StartOptions,
): Promise<string> {
  const preferences = {
    ...QUIET,
    profile: { ...QUIET.profile, ...(clientCertificate && SHOWS_CERTIFICATE) },
    https_only_mode_enabled: settings.browses === 'https-only',
  };
  profile.file('profile/Default/Preferences', JSON.stringify(preferences));
  profile.file('profile/Local State', JSON.stringify(QUIET_MACHINE));
  if (preload.length > 0) profile.file('profile/Default/TransportSecurity', knownToWantHttps(preload));
  if (clientCertificate !== undefined)
    for (const { name, write } of await nssDatabase(clientCertificate, 'Alice'))
      profile.made(`home/.pki/nssdb/${name}`, write);
  await writeTrust(profile, trusted);
  return profile.path('profile');
}

/**
 * Puts authorities among the profile's own certificates, in Chromium's ServerCertificateDatabase: the store of this one
 * profile. Nothing is passed over, as it would be under --ignore-certificate-errors-spki-list: bad is still bad.
 */
async function writeTrust(profile: RunProfile, authorities: readonly string[]): Promise<void> {
  const { DatabaseSync } = await import('node:sqlite');
  profile.made('profile/Default/ServerCertificate', (path) => {
    const database = new DatabaseSync(path);
    database.exec(
      `CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);
       INSERT INTO meta VALUES ('version', '1'), ('last_compatible_version', '1');
       CREATE TABLE certificates(sha256hash_hex TEXT PRIMARY KEY, der_cert BLOB NOT NULL, trust_settings BLOB NOT NULL);`,
    );
    const insert = database.prepare('INSERT INTO certificates VALUES (?, ?, ?)');
    for (const authority of authorities) {
      const certificate = new X509Certificate(authority).raw;
      insert.run(createHash('sha256').update(certificate).digest('hex'), certificate, TRUSTED);
    }
    database.close();
  });
}

/** A year, in seconds. */
const YEAR = 365 * 24 * 3600;

/**
 * What Chromium remembers of hosts that want https only (`TransportSecurity`, version 2): each by the SHA-256 of its
 * name as DNS writes it. The preload list itself is compiled in, and cannot be added to.
 */
function knownToWantHttps(hosts: readonly string[]): string {
  const now = Date.now() / 1000;
  const sts = hosts.map((host) => ({
    host: createHash('sha256').update(dnsName(host)).digest('base64'),
    mode: 'force-https',
    sts_include_subdomains: true,
    sts_observed: now,
    expiry: now + YEAR,
  }));
  return JSON.stringify({ sts, version: 2 });
}

function dnsName(host: string): Uint8Array {
  const labels = host
    .split('.')
    .map((label) => Buffer.concat([Uint8Array.of(label.length), Buffer.from(label)]));
  return Buffer.concat([...labels, Uint8Array.of(0)]);
}
