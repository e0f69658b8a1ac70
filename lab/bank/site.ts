import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { BankBooked } from '../facts/facts.ts';
import { LIMITS } from '../limits.ts';
import { BANK_HOST } from '../settings.ts';
import type { RequestOrigin } from '../request-origins.ts';
import { concat } from '../wire/bytes.ts';
import type { Account, Accounts, SignUpRefusal, TransferRefusal } from './accounts.ts';
import { CHAT_SCRIPT } from './chat-script.ts';
import { CHAT_PATH, CHAT_SCRIPT_PATH } from './help-desk.ts';
import { formatCents, parseCents } from './money.ts';
import {
  accountPage,
  CONTENT_SECURITY_POLICY,
  noticePage,
  HELP_POLICY,
  helpPage,
  homePage,
  loginPage,
  signUpPage,
  transferPage,
  type Typed,
} from './pages.ts';
import { SESSION_COOKIE, type Sessions } from './sessions.ts';

/** How a request reached the bank. */
export type Scheme = 'http' | 'https';

/** What each request brings along beside itself. */
type SiteEnv = {
  Bindings: { scheme: Scheme; origin: RequestOrigin };
  Variables: { form: URLSearchParams };
};

type SiteContext = Context<SiteEnv>;

/** A line of the bank's log, without its lane. */
export type Booked = Omit<BankBooked, 'type' | 'lane'>;

/** What the site stands on. */
export interface SiteOptions {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly secureCookie: boolean;
  /** Whether people may open accounts. Its plain pages then lead to those over TLS. */
  readonly signUp: boolean;
  /** Told of each password that comes, before the bank looks at it, and of the user whom it let in. Never empty. */
  readonly typed: (name: 'user' | 'password', value: string) => void;
  readonly booked: (line: Booked) => void;
  readonly sessionBegun: (cookie: string, origin: RequestOrigin) => void;
  /** What a certificate authority is to find here, by token (RFC 8555, section 8.3). */
  readonly challenges: ReadonlyMap<string, string>;
}

/** Where a certificate authority looks for its answer (RFC 8555, section 8.3). */
export const CHALLENGE_PATH = '/.well-known/acme-challenge/';

/** Characters kept of what a stranger typed, for the bank's log. */
const LOGGED = 100;

const REFUSALS = {
  'no receiver': `Please name a receiver, in ${LIMITS.receiver} characters at most.`,
  'no amount': 'Please give an amount such as 25.00.',
  'not enough money': 'Your balance does not cover this amount.',
} as const satisfies Record<TransferRefusal, string>;

const SIGN_UP_REFUSALS = {
  'no name': `Please choose a user of ${LIMITS.userName[0]} to ${LIMITS.userName[1]} small letters or digits, a letter first.`,
  'name in words': 'This user is a word of our pages, or a part of one: please choose another.',
  'name taken': 'This user has an account already: please choose another.',
  'no password': `Please choose a password of ${LIMITS.password[0]} to ${LIMITS.password[1]} characters.`,
  'too many': 'This bank opens no more accounts today.',
} as const satisfies Record<SignUpRefusal, string>;

type Site = Hono<SiteEnv>;

/** The bank's site, one app for every door it is served on. */
export function openSite(options: SiteOptions): Site {
  const app: Site = new Hono<SiteEnv>();
  const visitors = new Visitors(options);
  app.use(async (c, next) => {
    await next();
    c.header('Content-Security-Policy', c.req.path === '/help' ? HELP_POLICY : CONTENT_SECURITY_POLICY);
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'same-origin');
    c.header('Cache-Control', 'no-store');
    if (c.res.status === 303) c.header('Content-Length', '0');
  });
  app.on('POST', ['/login', '/sign-up', '/transfer', '/logout'], readForm, async (c, next) => {
    if (visitors.sent(c)) return next();
    return c.html(noticePage('Not accepted', 'This form is not from our site, or too old.'), 403);
  });
  app.get(`${CHALLENGE_PATH}:token`, (c) => {
    const answer = options.challenges.get(c.req.param('token'));
    return answer === undefined
      ? c.notFound()
      : c.body(answer, 200, { 'Content-Type': 'application/octet-stream' });
  });
  app.get('/', (c) => c.html(homePage(options.signUp)));
  app.get('/help', (c) => c.html(helpPage(CHAT_PATH, CHAT_SCRIPT_PATH)));
  app.get(CHAT_SCRIPT_PATH, (c) =>
    c.body(CHAT_SCRIPT, 200, { 'Content-Type': 'text/javascript; charset=UTF-8' }),
  );
  app.get('/account', (c) => {
    const account = visitors.accountOf(c);
    return account ? c.html(accountPage(account, visitors.token(c))) : c.redirect('/login', 303);
  });
  addSessions(app, visitors, options);
  if (options.signUp) addSignUp(app, visitors, options);
  addTransfers(app, visitors, options);
  refuseTheRest(app, options);
  return app;
}

/** Who stands before the site, as far as a cookie tells. */
class Visitors {
  readonly #accounts: Accounts;
  readonly #sessions: Sessions;
  readonly #options: SiteOptions;
  readonly #cookie: { httpOnly: true; path: '/'; sameSite: 'Lax'; secure: boolean };

  constructor(options: SiteOptions) {
    const { accounts, sessions, secureCookie } = options;
    this.#options = options;
    this.#accounts = accounts;
    this.#sessions = sessions;
    this.#cookie = { httpOnly: true, path: '/', sameSite: 'Lax', secure: secureCookie };
  }

  accountOf(c: SiteContext): Account | undefined {
    return this.#accounts.get(this.#sessions.userOf(this.idOf(c)) ?? '');
  }

  idOf(c: SiteContext): string | undefined {
    return getCookie(c, SESSION_COOKIE);
  }

  /** The token for a form on the page about to be shown; gives the visitor a cookie to bind it to. */
  token(c: SiteContext): string {
    const held = this.idOf(c);
    const id = held ?? this.#sessions.fresh();
    if (held === undefined) this.giveId(c, id);
    return this.#sessions.tokenFor(id);
  }

  /** Whether the form in hand is one that this visitor was shown. */
  sent(c: SiteContext): boolean {
    return this.#sessions.accepts(this.idOf(c), c.var.form.get('csrf') ?? '');
  }

  /** What was typed into the form in hand: user and password. */
  credentials(c: SiteContext): readonly [user: string, password: string] {
    const password = c.var.form.get('password') ?? '';
    if (password !== '') this.#options.typed('password', password);
    return [c.var.form.get('user') ?? '', password];
  }

  /** Signs a customer in under a new cookie, and sends them to their account. */
  begin(c: SiteContext, { user, balance }: Account): Response {
    this.#options.booked({ ...ofRequest(c), event: 'signed-in', user, balance: formatCents(balance) });
    this.#options.typed('user', user);
    const id = this.#sessions.begin(user, this.idOf(c));
    this.#options.sessionBegun(id, c.env.origin);
    this.giveId(c, id);
    return c.redirect('/account', 303);
  }

  giveId(c: SiteContext, id: string): void {
    setCookie(c, SESSION_COOKIE, id, this.#cookie);
  }

  takeId(c: SiteContext): void {
    deleteCookie(c, SESSION_COOKIE, this.#cookie);
  }
}

/** How a request came, and whose it is: for the bank's log. */
function ofRequest({
  env: { scheme, origin },
}: SiteContext): Pick<Booked, 'scheme' | 'connection' | 'party'> {
  return { scheme, ...origin };
}

/** Signing in and out. */
function addSessions(app: Site, visitors: Visitors, options: SiteOptions): void {
  const { accounts, sessions, booked } = options;
  const showLogin = (c: SiteContext, message?: string): ReturnType<typeof loginPage> =>
    loginPage(visitors.token(c), {
      ...(message !== undefined && { message }),
      signUp: options.signUp,
      ...(options.signUp && c.env.scheme === 'http' && { overTls: `https://${BANK_HOST}/login` }),
    });

  app.get('/login', (c) => c.html(showLogin(c)));

  app.post('/login', async (c) => {
    const [user, password] = visitors.credentials(c);
    const account = await accounts.signIn(user, password);
    if (!account) {
      booked({ ...ofRequest(c), event: 'sign-in-refused', user: user.slice(0, LOGGED) });
      return c.html(showLogin(c, 'User or password is wrong.'), 401);
    }
    return visitors.begin(c, account);
  });

  app.post('/logout', (c) => {
    const id = visitors.idOf(c);
    const user = sessions.userOf(id);
    if (id !== undefined && user !== undefined) {
      sessions.end(id);
      booked({ ...ofRequest(c), event: 'signed-out', user });
    }
    visitors.takeId(c);
    return c.redirect('/', 303);
  });
}

/** Opening an account. */
function addSignUp(app: Site, visitors: Visitors, { accounts, booked }: SiteOptions): void {
  app.get('/sign-up', (c) => c.html(signUpPage(visitors.token(c))));

  app.post('/sign-up', (c) => {
    const [user, password] = visitors.credentials(c);
    const opened = accounts.signUp(user, password);
    if (typeof opened === 'string') {
      booked({ ...ofRequest(c), event: 'account-refused', user: user.slice(0, LOGGED) });
      return c.html(signUpPage(visitors.token(c), user, SIGN_UP_REFUSALS[opened]), 422);
    }
    booked({ ...ofRequest(c), event: 'account-opened', user, balance: formatCents(opened.balance) });
    return visitors.begin(c, opened);
  });
}

/** Sending money. */
function addTransfers(app: Site, visitors: Visitors, { accounts, booked }: SiteOptions): void {
  app.get('/transfer', (c) => {
    const account = visitors.accountOf(c);
    return account ? c.html(transferPage(account, visitors.token(c))) : c.redirect('/login', 303);
  });

  app.post('/transfer', (c) => {
    const account = visitors.accountOf(c);
    if (!account) return c.redirect('/login', 303);
    const typed: Required<Typed> = {
      receiver: (c.var.form.get('receiver') ?? '').trim(),
      amount: c.var.form.get('amount') ?? '',
    };
    const cents = parseCents(typed.amount);
    const refusal = accounts.transfer(account, typed.receiver, cents);
    booked({
      ...ofRequest(c),
      event: refusal ? 'transfer-refused' : 'transfer-booked',
      user: account.user,
      balance: formatCents(account.balance),
      receiver: typed.receiver.slice(0, LOGGED),
      amount: cents === undefined ? typed.amount.slice(0, LOGGED) : formatCents(cents),
    });
    if (refusal) return c.html(transferPage(account, visitors.token(c), typed, REFUSALS[refusal]), 422);
    return c.redirect('/account', 303);
  });
}

/** Other methods, other pages, and what goes wrong in one. */
function refuseTheRest(app: Site, { signUp }: SiteOptions): void {
  const read = 'GET, HEAD';
  const doors = { '/': read, '/account': read, '/help': read, [CHAT_SCRIPT_PATH]: read, '/logout': 'POST' };
  const forms = {
    '/login': 'GET, HEAD, POST',
    '/transfer': 'GET, HEAD, POST',
    ...(signUp && { '/sign-up': 'GET, HEAD, POST' }),
  };
  for (const [path, allow] of Object.entries({ ...doors, ...forms })) {
    app.all(path, (c) =>
      c.html(noticePage('Not done that way', 'This page does not answer to that method.'), 405, {
        Allow: allow,
      }),
    );
  }
  app.notFound((c) => c.html(noticePage('Not found', 'There is no such page at this bank.'), 404));
  app.onError((_error, c) => c.html(noticePage('Not now', 'Something went wrong at the bank.'), 500));
}

/** Reads the form that was sent. Refuses a body beyond `LIMITS.body`, whether its length was announced or not. */
async function readForm(c: SiteContext, next: () => Promise<void>) {
  const text = await bodyOf(c);
  if (text === undefined)
    return c.html(noticePage('Too much', 'That is more than this bank reads at once.'), 413);
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    return c.html(noticePage('Not a form', 'This page takes forms only.'), 415);
  }
  c.set('form', new URLSearchParams(text));
  return next();
}

/**
 * A request's body as text, or undefined where it is too long. Hono's own `bodyLimit` makes a new Request
 * of a body in chunks, which the adapter's requests do not allow without putting its own in place of Node's.
 */
async function bodyOf({ req: { raw } }: SiteContext): Promise<string | undefined> {
  if (raw.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = raw.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return size > LIMITS.body ? undefined : new TextDecoder().decode(concat(chunks));
    // Whoever still sends does not hear an answer that closes: so more is taken off, and not kept.
    if (size > LIMITS.bodyTaken) return undefined;
    size += value.length;
    if (size <= LIMITS.body) chunks.push(value);
    else chunks.length = 0;
  }
}
