import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { BankBooked } from '../facts/facts.ts';
import { LIMITS } from '../limits.ts';
import type { Account, Accounts, TransferRefusal } from './accounts.ts';
import { formatCents, parseCents } from './money.ts';
import {
  accountPage,
  CONTENT_SECURITY_POLICY,
  errorPage,
  homePage,
  loginPage,
  transferPage,
  type Typed,
} from './pages.ts';
import { SESSION_COOKIE, type Sessions } from './sessions.ts';

/** How a request reached the bank. */
export type Scheme = 'http' | 'https';

/** What each request brings along beside itself. */
export type SiteEnv = { Bindings: { scheme: Scheme }; Variables: { form: URLSearchParams } };

type SiteContext = Context<SiteEnv>;

/** A line of the bank's log, without its lane. */
export type Booked = Omit<BankBooked, 'type' | 'lane'>;

/** What the site stands on. */
export interface SiteOptions {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly secureCookie: boolean;
  readonly booked: (line: Booked) => void;
  readonly sessionBegun: (cookie: string) => void;
}

/** Characters kept of what a stranger typed, for the bank's log. */
const LOGGED = 100;

const REFUSALS = {
  'no receiver': `Please name a receiver, in ${LIMITS.receiver} characters at most.`,
  'no amount': 'Please give an amount such as 25.00.',
  'not enough money': 'Your balance does not cover this amount.',
} as const satisfies Record<TransferRefusal, string>;

/** The bank's site, one app for every door it is served on. */
export function openSite({ accounts, sessions, secureCookie, booked, sessionBegun }: SiteOptions) {
  const app = new Hono<SiteEnv>();
  const cookie = { httpOnly: true, path: '/', sameSite: 'Lax', secure: secureCookie } as const;

  const accountOf = (c: SiteContext): Account | undefined =>
    accounts.get(sessions.userOf(getCookie(c, SESSION_COOKIE)) ?? '');

  /** The token for a form on the page about to be shown; gives the visitor a cookie to bind it to. */
  const token = (c: SiteContext): string => {
    const held = getCookie(c, SESSION_COOKIE);
    const id = held ?? sessions.fresh();
    if (held === undefined) setCookie(c, SESSION_COOKIE, id, cookie);
    return sessions.tokenFor(id);
  };

  app.use(async (c, next) => {
    await next();
    c.header('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'same-origin');
    c.header('Cache-Control', 'no-store');
    if (c.res.status === 303) c.header('Content-Length', '0');
  });

  app.on('POST', ['/login', '/transfer', '/logout'], limitBody, readForm, async (c, next) => {
    if (sessions.accepts(getCookie(c, SESSION_COOKIE), c.var.form.get('csrf') ?? '')) return next();
    return c.html(errorPage('Not accepted', 'This form is not from our site, or too old.'), 403);
  });

  app.get('/', (c) => c.html(homePage()));

  app.get('/login', (c) => c.html(loginPage(token(c))));

  app.post('/login', async (c) => {
    const user = c.var.form.get('user') ?? '';
    const account = await accounts.signIn(user, c.var.form.get('password') ?? '');
    if (!account) {
      booked({ scheme: c.env.scheme, event: 'sign-in-refused', user: user.slice(0, LOGGED) });
      return c.html(loginPage(token(c), 'User or password is wrong.'), 401);
    }
    const id = sessions.begin(account.user, getCookie(c, SESSION_COOKIE));
    sessionBegun(id);
    booked({ scheme: c.env.scheme, event: 'signed-in', user, balance: formatCents(account.balance) });
    setCookie(c, SESSION_COOKIE, id, cookie);
    return c.redirect('/account', 303);
  });

  app.get('/account', (c) => {
    const account = accountOf(c);
    return account ? c.html(accountPage(account, token(c))) : c.redirect('/login', 303);
  });

  app.get('/transfer', (c) => {
    const account = accountOf(c);
    return account ? c.html(transferPage(account, token(c))) : c.redirect('/login', 303);
  });

  app.post('/transfer', (c) => {
    const account = accountOf(c);
    if (!account) return c.redirect('/login', 303);
    const typed: Required<Typed> = {
      receiver: (c.var.form.get('receiver') ?? '').trim(),
      amount: c.var.form.get('amount') ?? '',
    };
    const cents = parseCents(typed.amount);
    const refusal = accounts.transfer(account, typed.receiver, cents);
    booked({
      scheme: c.env.scheme,
      event: refusal ? 'transfer-refused' : 'transfer-booked',
      user: account.user,
      balance: formatCents(account.balance),
      receiver: typed.receiver.slice(0, LOGGED),
      amount: cents === undefined ? typed.amount.slice(0, LOGGED) : formatCents(cents),
    });
    if (refusal) return c.html(transferPage(account, token(c), typed, REFUSALS[refusal]), 422);
    return c.redirect('/account', 303);
  });

  app.post('/logout', (c) => {
    const id = getCookie(c, SESSION_COOKIE);
    const user = sessions.userOf(id);
    if (id !== undefined && user !== undefined) {
      sessions.end(id);
      booked({ scheme: c.env.scheme, event: 'signed-out', user });
    }
    deleteCookie(c, SESSION_COOKIE, cookie);
    return c.redirect('/', 303);
  });

  const doors = { '/': 'GET, HEAD', '/account': 'GET, HEAD', '/logout': 'POST' };
  const forms = { '/login': 'GET, HEAD, POST', '/transfer': 'GET, HEAD, POST' };
  for (const [path, allow] of Object.entries({ ...doors, ...forms })) {
    app.all(path, (c) =>
      c.html(errorPage('Not done that way', 'This page does not answer to that method.'), 405, {
        Allow: allow,
      }),
    );
  }
  app.notFound((c) => c.html(errorPage('Not found', 'There is no such page at this bank.'), 404));
  app.onError((_error, c) => c.html(errorPage('Not now', 'Something went wrong at the bank.'), 500));
  return app;
}

/** Refuses a body beyond `LIMITS.body`, whether its length was announced or not. */
const limitBody = bodyLimit({
  maxSize: LIMITS.body,
  onError: (c) => c.html(errorPage('Too much', 'That is more than this bank reads at once.'), 413),
});

async function readForm(c: SiteContext, next: () => Promise<void>) {
  const type = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') {
    return c.html(errorPage('Not a form', 'This page takes forms only.'), 415);
  }
  c.set('form', new URLSearchParams(await c.req.text()));
  return next();
}
