/**
 * What the lab asks Firefox's own window, where its address bar is known (the chrome scope of its WebDriver BiDi), and
 * Firefox's own error pages. Each is an expression that gives JSON. Text: it runs elsewhere.
 */

/** Nothing of what tells people that a program drives it. */
export const UNMARK = `document.documentElement.removeAttribute('remotecontrol'), '{}'`;

/** Trusts an authority, DER in base64, for this profile alone. */
export function trustInFirefox(base64: string): string {
  const given = JSON.stringify(base64);
  return `Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB).addCertFromBase64(${given}, 'C,,'), '{}'`;
}

/** Takes a client certificate with its key from a PKCS #12 file that opens with this password; 0 is success. */
export function importIdentity(path: string, password: string): string {
  const file = `Cc['@mozilla.org/file/local;1'].createInstance(Ci.nsIFile)`;
  return `(() => {
    const file = ${file};
    file.initWithPath(${JSON.stringify(path)});
    const error = Cc['@mozilla.org/security/x509certdb;1'].getService(Ci.nsIX509CertDB).importPKCS12File(file, ${JSON.stringify(password)});
    return JSON.stringify({ error });
  })()`;
}

/** Firefox's store of hosts that want https only, and where a host stands in it: it keeps apart what each site brought about. */
const HSTS_STORE = `Cc['@mozilla.org/ssservice;1'].getService(Ci.nsISiteSecurityService)`;

function inHsts(url: string, call: (uri: string, site: string) => string): string {
  const host = URL.parse(url)?.hostname ?? '';
  const site = JSON.stringify({ partitionKey: `(https,${host})` });
  return call(`Services.io.newURI(${JSON.stringify(url)})`, site);
}

/** Has it know that a host wants https only, as after a first visit over https (RFC 6797). */
export function wantsHttps(host: string): string {
  const header = `'max-age=31536000; includeSubDomains'`;
  return inHsts(
    `https://${host}/`,
    (uri, site) => `${HSTS_STORE}.processHeader(${uri}, ${header}, ${site}), '{}'`,
  );
}

/** Whether a host is known to want https only. */
export function isKnownToWantHttps(url: string): string {
  return inHsts(url, (uri, site) => `JSON.stringify({ known: ${HSTS_STORE}.isSecureURI(${uri}, ${site}) })`);
}

/** Goes to an address as a link does that another program opens: what a person types with http:// stays http. */
export function goTo(url: string): string {
  return `gBrowser.selectedBrowser.fixupAndLoadURIString(${JSON.stringify(url)}, { triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal() }), '{}'`;
}

/** Stops loading. */
export const STOP = `gBrowser.selectedBrowser.stop(), '{}'`;

/** Tells whenever the tab in front shows an error page of Firefox's own: of those its WebDriver BiDi says nothing. */
export const FOLLOW_ERRORS = `(tell) => {
  globalThis.plainsightFollows = {
    QueryInterface: ChromeUtils.generateQI(['nsIWebProgressListener', 'nsISupportsWeakReference']),
    onLocationChange(progress, request, uri, flags) {
      if (progress.isTopLevel && flags & Ci.nsIWebProgressListener.LOCATION_CHANGE_ERROR_PAGE) tell(uri.spec);
    },
  };
  gBrowser.addProgressListener(globalThis.plainsightFollows);
}`;

/** In the page itself: whether it is one of Firefox's own, and has its title. Such a page may never say that it is complete. */
export const STANDS = `JSON.stringify({ stands: document.readyState !== 'loading' && document.title !== '' && document.documentURI.startsWith('about:') && document.documentURI !== 'about:blank' })`;

/** Keeps which version of TLS each answer came over, by its address. */
export const KEEP_TLS = `(() => {
  const kept = new Map();
  globalThis.plainsightTls = (url) => kept.get(url) ?? 0;
  Services.obs.addObserver((subject) => {
    const channel = subject.QueryInterface(Ci.nsIHttpChannel), info = channel.securityInfo;
    kept.delete(channel.URI.spec);
    if (info) kept.set(channel.URI.spec, info.protocolVersion);
    if (kept.size > 200) kept.delete(kept.keys().next().value);
  }, 'http-on-examine-response');
})(), '{}'`;

/** That version, as Firefox numbers it: 3 is TLS 1.2, 4 is TLS 1.3. */
export function tlsOf(url: string): string {
  return `JSON.stringify({ version: plainsightTls(${JSON.stringify(url)}) })`;
}

/** What the address bar of the tab in front says, and of what certificate. */
export const SHOWN_BAR = `JSON.stringify((() => {
  const browser = gBrowser.selectedBrowser, ui = browser.securityUI, info = ui?.secInfo ?? null, L = Ci.nsIWebProgressListener;
  const state = ui?.state ?? 0;
  return {
    url: browser.currentURI.spec,
    document: browser.documentURI?.spec ?? '',
    secure: (state & L.STATE_IS_SECURE) !== 0,
    overridden: (state & L.STATE_CERT_USER_OVERRIDDEN) !== 0,
    chain: [...(info?.succeededCertChain ?? [])].map((cert) => cert.getBase64DERString()),
    certificate: info?.serverCert?.getBase64DERString() ?? '',
  };
})())`;

/** In the page itself: what Firefox's own error page knows of the error. */
export const SHOWN_ERROR = `JSON.stringify((() => {
  const failed = document.getFailedCertSecurityInfo?.();
  if (failed) return { code: failed.errorCodeString, chain: failed.certChainStrings ?? [], overridable: failed.errorIsOverridable && !failed.hasHSTS };
  return { code: document.getNetErrorInfo?.().errorCodeString ?? '' };
})())`;

/** In the page itself: does what its button "Accept the Risk and Continue" does. Where the host wants https only there is none. */
export const ACCEPT_RISK = `(async () => {
  const failed = document.getFailedCertSecurityInfo?.();
  if (!failed?.errorIsOverridable || failed.hasHSTS) return '{"done":false}';
  await document.addCertException(true);
  location.reload();
  return '{"done":true}';
})()`;
