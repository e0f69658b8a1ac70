import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { LIMITS } from '../limits.ts';
import { BANK_HOST } from '../settings.ts';
import type { Account } from './accounts.ts';
import { formatCents } from './money.ts';
import { BANK_STYLE } from './style.ts';

type Html = ReturnType<typeof html>;

/** Bookings shown on the account's page. */
const SHOWN = 8;

/** Escaped by nothing and put nowhere else: the policy below names it by its hash. */
const STYLE_ELEMENT = raw(`<style>${BANK_STYLE}</style>`);

/** What the bank's pages may load: their own style sheet and nothing else (Content Security Policy Level 3). */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(BANK_STYLE).digest('base64')}'`,
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The bank's front page; `signUp` is whether it opens accounts. */
export function homePage(signUp: boolean): Html {
  return page(
    'Welcome',
    html`<h1>Good day.</h1>
      <p class="lead">The Harbour Bank has looked after small savings and large boats since 1887.</p>
      <p><a class="button" href="/login">Sign in</a></p>
      ${signUp ? html`<p><a href="/sign-up">Open an account</a></p>` : ''}`,
  );
}

/** The form that opens an account, with a message where the last try failed. */
export function signUpPage(csrf: string, user = '', message?: string): Html {
  const [shortest, longest] = LIMITS.userName;
  return page(
    'Open an account',
    html`<h1>Open an account</h1>
      ${alert(message)}
      <p class="alert">
        Make up a password for this lesson. Never type one that you use elsewhere: others are here to read it.
      </p>
      <form id="sign-up" method="post" action="/sign-up">
        ${hiddenToken(csrf)}
        <label
          >User, ${shortest} to ${longest} small letters
          <input name="user" autocomplete="off" autocapitalize="none" value="${user}" required
        /></label>
        <label
          >Password, ${LIMITS.password[0]} characters or more
          <input name="password" type="password" autocomplete="off" required
        /></label>
        <button>Open</button>
      </form>
      <p><a href="/login">Sign in with an account that is there</a></p>`,
  );
}

/** What else the sign-in page says: why the last try failed, that the bank opens accounts, and the same page over TLS. */
export interface LoginPageOptions {
  readonly message?: string;
  readonly signUp?: boolean;
  readonly overTls?: string;
}

/** The sign-in form. */
export function loginPage(csrf: string, { message, signUp = false, overTls }: LoginPageOptions = {}): Html {
  return page(
    'Sign in',
    html`<h1>Sign in</h1>
      ${alert(message)}
      <form id="login" method="post" action="/login">
        ${hiddenToken(csrf)}
        <label>User <input name="user" autocomplete="username" autocapitalize="none" required /></label>
        <label
          >Password <input name="password" type="password" autocomplete="current-password" required
        /></label>
        <button>Sign in</button>
      </form>
      ${signUp ? html`<p><a href="/sign-up">Open an account</a></p>` : ''}
      ${overTls === undefined ? '' : html`<p><a href="${overTls}">Sign in over https instead</a></p>`}`,
  );
}

/** Whose account it is, what is on it, and what happened last. */
export function accountPage(account: Account, csrf: string): Html {
  const { bookings, receipt } = account;
  const lines = bookings
    .slice(0, SHOWN)
    .map(({ text, amount }): [string, string] => [text, formatCents(amount)]);
  if (receipt !== undefined) lines.unshift(['Receipt', receipt]);
  const rows = lines.map(
    ([text, amount]) =>
      html`<tr>
        <td>${text}</td>
        <td class="amount">${amount}</td>
      </tr>`,
  );
  return page(
    'Your account',
    html`<h1>Welcome, ${account.name}</h1>
      <p class="balance">Balance <strong>${formatCents(account.balance)}</strong></p>
      <table>
        <caption>
          Last bookings
        </caption>
        <tbody>
          ${rows}
        </tbody>
      </table>
      <p><a class="button" href="/transfer">Send money</a></p>
      <form id="logout" method="post" action="/logout">
        ${hiddenToken(csrf)}<button class="quiet">Sign out</button>
      </form>`,
  );
}

/** The transfer form as it was typed, with a message where it was refused. */
export function transferPage(account: Account, csrf: string, typed: Typed = {}, message?: string): Html {
  return page(
    'Send money',
    html`<h1>Send money</h1>
      ${alert(message)}
      <p class="balance">Balance <strong>${formatCents(account.balance)}</strong></p>
      <form id="transfer" method="post" action="/transfer">
        ${hiddenToken(csrf)}
        <label
          >Receiver
          <input name="receiver" maxlength="${LIMITS.receiver}" value="${typed.receiver ?? ''}" required
        /></label>
        <label
          >Amount
          <input name="amount" inputmode="decimal" placeholder="0.00" value="${typed.amount ?? ''}" required
        /></label>
        <button>Send</button>
      </form>
      <p><a href="/account">Back to your account</a></p>`,
  );
}

/** The help desk's page: its chat needs its script, which puts the button in use. */
export function helpPage(chat: string, script: string): Html {
  return page(
    'Help desk',
    html`<h1>Help desk</h1>
      <p class="lead">Write to us, and somebody answers at once.</p>
      <ol id="said" role="log"></ol>
      <form id="chat" data-socket="${chat}">
        <label>Message <input name="message" maxlength="500" autocomplete="off" required /></label>
        <button disabled>Send</button>
      </form>
      <script src="${script}" defer></script>`,
  );
}

/** What the help desk's page may load besides: the bank's own script, and its own chat. Some browsers do not take 'self' for ws. */
export const HELP_POLICY = CONTENT_SECURITY_POLICY.replace(
  'img-src',
  `script-src 'self'; connect-src 'self' ws://${BANK_HOST} wss://${BANK_HOST}; img-src`,
);

/** What a customer typed into the transfer form. */
export interface Typed {
  readonly receiver?: string;
  readonly amount?: string;
}

/** A page that says why there is nothing else to show. */
export function noticePage(heading: string, message: string): Html {
  return page(
    heading,
    html`<h1>${heading}</h1>
      ${alert(message)}
      <p><a href="/">To the front page</a></p>`,
  );
}

function page(title: string, content: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Harbour Bank</title>
        <link rel="icon" href="data:," />
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header><a href="/">Harbour Bank</a></header>
        <main>${content}</main>
        <footer>A bank made up for a lesson. Nothing here is money. <a href="/help">Help desk</a></footer>
      </body>
    </html> `;
}

function hiddenToken(csrf: string): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}" />`;
}

function alert(message: string | undefined): Html | '' {
  return message === undefined ? '' : html`<p class="alert" role="alert">${message}</p>`;
}
