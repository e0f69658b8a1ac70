import type { StartOptions } from '../controls.ts';

type Preferences = Readonly<Record<string, string | number | boolean>>;

/** Where it may go: by the lab's door alone, names too. */
function ways(door: number): Preferences {
  return {
    'network.proxy.type': 1,
    'network.proxy.socks': '127.0.0.1',
    'network.proxy.socks_port': door,
    'network.proxy.socks_version': 5,
    'network.proxy.socks_remote_dns': true,
    'network.proxy.socks5_remote_dns': true,
    'network.proxy.no_proxies_on': '',
    'network.proxy.allow_hijacking_localhost': true,
    'network.proxy.failover_direct': false,
    // Without it, what it asks for itself goes past the door where that says no, and asks for names.
    'network.proxy.allow_bypass': false,
    'network.trr.mode': 5,
    'network.dns.disablePrefetch': true,
    'network.dns.native_https_query': false,
    'network.http.http3.enable': false,
  };
}

/** What it makes of http addresses. A name under .test is no public one, and is tried over https first only where that is asked for. */
function modes(browses: StartOptions['settings']['browses']): Preferences {
  const first = browses === 'https-first';
  return {
    'dom.security.https_first': first,
    'dom.security.https_first_pbm': first,
    'dom.security.https_first_schemeless': first,
    'dom.security.https_first_for_unknown_suffixes': first,
    'dom.security.https_only_mode': browses === 'https-only',
    'dom.security.https_only_mode_send_http_background_request': false,
  };
}

/** Versions of TLS, as Firefox numbers them: 1 is TLS 1.0, which it knows and does not offer by itself (RFC 8996). */
function versions(tls: StartOptions['settings']['tls']): Preferences {
  if (tls !== '1.0') return {};
  return {
    'security.tls.version.min': 1,
    'security.tls.version.max': 1,
    'security.tls.version.enable-deprecated': true,
  };
}

/** How long it waits for an answer: the attacker may hold one for as long as he likes, and the lab gives up by itself. */
const PATIENT: Preferences = {
  'network.http.response.timeout': 0,
};

/** Nothing of first runs, of bubbles, or of what it would keep. */
const CALM: Preferences = {
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'browser.startup.homepage': 'about:blank',
  'browser.startup.homepage_override.mstone': 'ignore',
  'startup.homepage_welcome_url': '',
  'startup.homepage_override_url': '',
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'trailhead.firstrun.didSeeAboutWelcome': true,
  'termsofuse.bypassNotification': true,
  'browser.tabs.warnOnClose': false,
  'browser.warnOnQuit': false,
  'browser.sessionstore.resume_from_crash': false,
  'browser.translations.automaticallyPopup': false,
  'browser.urlbar.suggest.searches': false,
  'browser.urlbar.quicksuggest.enabled': false,
  'browser.search.suggest.enabled': false,
  'signon.rememberSignons': false,
  'signon.management.page.breach-alerts.enabled': false,
  'signon.firefoxRelay.feature': '',
  'extensions.formautofill.addresses.enabled': false,
  'extensions.formautofill.creditCards.enabled': false,
  'sidebar.verticalTabs': false,
  // A client certificate is shown without a dialog.
  'security.default_personal_cert': 'Select Automatically',
};

/** Nothing that it asks the network by itself. */
const QUIET: Preferences = {
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.prefetch-next': false,
  'network.http.speculative-parallel-limit': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
  'datareporting.healthreport.uploadEnabled': false,
  'datareporting.usage.uploadEnabled': false,
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.unified': false,
  'toolkit.telemetry.server': '',
  'toolkit.telemetry.archive.enabled': false,
  'browser.ping-centre.telemetry': false,
  'app.normandy.enabled': false,
  'app.shield.optoutstudies.enabled': false,
  'app.update.enabled': false,
  'app.update.auto': false,
  'extensions.update.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.blocklist.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.safebrowsing.blockedURIs.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'browser.safebrowsing.provider.mozilla.updateURL': '',
  'browser.safebrowsing.update.enabled': false,
  'browser.region.update.enabled': false,
  'browser.region.network.url': '',
  'browser.search.update': false,
  'browser.search.geoSpecificDefaults': false,
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-manager.url': 'data:text/plain,',
  'dom.push.connection.enabled': false,
  'dom.push.serverURL': '',
  'messaging-system.rsexperimentloader.enabled': false,
  'browser.newtabpage.activity-stream.feeds.system.topstories': false,
  'browser.contentblocking.report.monitor.enabled': false,
  'privacy.trackingprotection.enabled': false,
  'browser.ml.enable': false,
  'identity.fxaccounts.enabled': false,
  'extensions.pocket.enabled': false,
  'geo.enabled': false,
  'breakpad.reportURL': '',
  'security.OCSP.enabled': 0,
  'security.remote_settings.intermediates.enabled': false,
  'security.remote_settings.crlite_filters.enabled': false,
  'security.certerrors.mitm.priming.enabled': false,
  'security.certerrors.recordEventTelemetry': false,
  // Trust is this profile's own.
  'security.enterprise_roots.enabled': false,
};

/** The `user.js` of a Firefox profile that goes out by the lab's door alone, and asks nothing by itself. */
export function firefoxPreferences({ door, settings }: Pick<StartOptions, 'door' | 'settings'>): string {
  const all = {
    ...QUIET,
    ...CALM,
    ...PATIENT,
    ...ways(door),
    ...modes(settings.browses),
    ...versions(settings.tls),
  };
  return Object.entries(all)
    .map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`)
    .join('');
}
