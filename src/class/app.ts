import type { IncomingMessage, ServerResponse } from 'node:http';
import { printable } from '../../lab/text/printable.ts';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Context } from 'hono';
import type { Classroom } from './classroom.ts';
import { basePathOf, clientOf, isLoopbackName, isOurOrigin, isPublicHost, isTeachersDoor } from './doors.ts';
import type { ClassAddress } from './doors.ts';
import { CLASS_LIMITS } from './limits.ts';
import { CLASS_STYLE } from './page/class-style.ts';
import { CLASS_POLICY } from './page/document.tsx';
import { joinPage } from './page/join-page.tsx';
import type { REFUSED } from './page/join-page.tsx';
import { spokenParts } from './page/parts.tsx';
import { studentPage } from './page/student-page.tsx';
import { STUDENT_SCRIPT } from './page/student-script.ts';
import { teacherPage } from './page/teacher-page.tsx';
import { TEACHER_SCRIPT } from './page/teacher-script.ts';
import { Rate } from './rate.ts';
import type { ClassStudent } from './roster.ts';
import { isTeachersToken, obeyTeacher } from './teacher.ts';

/** What each request brings along. */
type ClassEnv = { Bindings: { incoming: IncomingMessage; outgoing: ServerResponse } };

/** What the class's pages stand on. */
export interface ClassAppOptions {
  readonly classroom: Classroom;
  readonly address: ClassAddress;
  /** What the teacher's page asks for. */
  readonly token: string;
  /** Whether a class may come in. */
  readonly ready: () => boolean;
  /** ms, monotonic. */
  readonly clock: () => number;
}

const HEADERS = {
  'content-security-policy': CLASS_POLICY,
  'x-content-type-options': 'nosniff',
  // With no-referrer a form's Origin would be null (Fetch).
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

const STATUS = {
  'no nickname': 400,
  'wrong code': 403,
  'name taken': 409,
  full: 503,
  slow: 429,
  gone: 403,
} as const satisfies Record<keyof typeof REFUSED, number>;

/** The class's pages: events go down as a stream, and what people do comes up in forms. */
export function classApp(options: ClassAppOptions): Hono<ClassEnv> {
  const app = new Hono<ClassEnv>();
  app.use(async (c, next) => {
    const fault = await requestFault(c, options.address);
    if (fault !== undefined) c.res = c.body(null, fault);
    else await next();
    if (c.res !== RESPONSE_ALREADY_SENT)
      for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
  });
  app.get('/healthz', (c) => c.text('ok'));
  app.get('/readyz', (c) => (options.ready() ? c.text('ok') : c.text('not ready', 503)));
  app.get('/style.css', (c) => c.body(CLASS_STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/student.js', (c) => c.body(STUDENT_SCRIPT, 200, SCRIPT));
  app.get('/teacher.js', (c) => c.body(TEACHER_SCRIPT, 200, SCRIPT));
  addStudents(app, options);
  addTeacher(app, options);
  app.notFound((c) => c.text('There is no such page.', 404));
  app.onError((error, c) => {
    // Who hangs up in the middle of a form is no fault of ours; what a warning writes would stand on the stage.
    if (!c.env.incoming.complete) return c.body(null, 400);
    // What went wrong in here is nothing that a student should read.
    process.emitWarning(printable(error.message));
    return c.text('This went wrong.', 500);
  });
  return app;
}

const SCRIPT = { 'content-type': 'text/javascript; charset=utf-8' } as const;

/** What is wrong with a request before anybody looks at it: a status, or nothing. */
async function requestFault(
  c: Context<ClassEnv>,
  address: ClassAddress,
): Promise<403 | 411 | 413 | undefined> {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return undefined;
  const { incoming } = c.env;
  if (!isOurOrigin(incoming, address)) return 403;
  const length = incoming.headers['content-length'];
  if (length === undefined) return 411;
  return Number(length) > CLASS_LIMITS.body ? 413 : undefined;
}

function addStudents(app: Hono<ClassEnv>, { classroom, address, clock }: ClassAppOptions): void {
  const base = basePathOf(address);
  const wrong = new Rate(CLASS_LIMITS.wrongCodes.each, 60_000, clock);
  const wrongOfAll = new Rate(CLASS_LIMITS.wrongCodes.all, 60_000, clock);
  const votes = new Rate(CLASS_LIMITS.votes.each, 1_000, clock);
  const votesOfAll = new Rate(CLASS_LIMITS.votes.all, 1_000, clock);
  const { roster } = classroom;
  const door = (
    c: Context<ClassEnv>,
    refused?: keyof typeof REFUSED,
    typed: { code?: string; nickname?: string } = {},
  ): Response =>
    c.html(
      joinPage({ base, refused, clear: isInClear(c, address), ...typed }),
      refused ? STATUS[refused] : 200,
    );

  app.get('/', (c) => {
    const key = c.req.query('key');
    if (key === undefined) return door(c, undefined, { code: (c.req.query('code') ?? '').slice(0, 16) });
    const student = roster.of(key);
    if (student === undefined) return door(c, 'gone');
    return c.html(
      studentPage({ base, student, parts: ownParts(classroom, student, base), clear: isInClear(c, address) }),
    );
  });
  app.post('/join', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const client = clientOf(c.env.incoming, address);
    const typed = (name: string): string => form.get(name) ?? '';
    const [code, nickname, own] = [typed('code'), typed('nickname'), typed('own')] as const;
    if (wrong.isOver(client) || wrongOfAll.isOver('')) return door(c, 'slow', { nickname });
    const student = classroom.join({ code, nickname, own });
    if (typeof student === 'string') {
      if (student === 'wrong code')
        for (const [rate, who] of [
          [wrong, client],
          [wrongOfAll, ''],
        ] as const)
          rate.count(who);
      return door(c, student, { nickname, ...(student !== 'wrong code' && { code }) });
    }
    return c.redirect(`${base}/?key=${student.key}`, 303);
  });
  app.post('/vote', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const student = roster.of(form.get('key') ?? undefined);
    if (student === undefined) return door(c, 'gone');
    if (!votes.allows(`${student.id}`) || !votesOfAll.allows('')) return c.text('Not so fast.', 429);
    const taken = classroom.vote(student, wholeOf(form.get('question')), wholeOf(form.get('choice')));
    if (c.req.header('accept')?.includes('application/json') === true) return c.body(null, taken ? 204 : 409);
    return c.redirect(`${base}/?key=${student.key}`, 303);
  });
  app.get('/events', (c) => {
    const student = roster.of(c.req.query('key'));
    // 204 tells a browser not to come again (HTML, server-sent events).
    if (student === undefined) return c.body(null, 204);
    if (classroom.followers.count >= CLASS_LIMITS.followers) return c.text('This class is full.', 503);
    classroom.follow(student, c.env.outgoing, HEADERS);
    return RESPONSE_ALREADY_SENT;
  });
  app.get('/step', (c) => {
    if (roster.of(c.req.query('key')) === undefined) return c.body(null, 403);
    const parts = classroom.partsAt(wholeOf(c.req.query('step')));
    return parts === undefined ? c.body(null, 404) : c.json(Object.fromEntries(parts));
  });
}

/** The parts of a page that is drawn for one student, whose vote stands in it. */
function ownParts(classroom: Classroom, student: ClassStudent, base: string): ReadonlyMap<string, string> {
  const mine = classroom.voteOf(student);
  const own = { action: `${base}/vote`, key: student.key, ...(mine !== null && { choice: mine.choice }) };
  return new Map([
    ...classroom.partsNow(),
    ...spokenParts(classroom.lesson?.view(), { ...classroom.voting, own }),
  ]);
}

function addTeacher(app: Hono<ClassEnv>, { classroom, address, token, clock }: ClassAppOptions): void {
  const wrong = new Rate(CLASS_LIMITS.wrongTokens, 60_000, clock);
  app.use('/teacher/*', async (c, next) => {
    const { incoming } = c.env;
    if (!isTeachersDoor(incoming, address)) return c.notFound();
    if (c.req.path === '/teacher') return next();
    if (isTeachersToken(c.req.header('authorization'), token)) return next();
    // A token cannot be guessed; whoever tries is not worth an answer. Who has it is never kept out by who has not.
    return c.body(null, wrong.allows(clientOf(incoming, address)) ? 403 : 429);
  });
  app.get('/teacher', (c) =>
    c.html(teacherPage({ base: basePathOf(address), clear: isInClear(c, address) })),
  );
  app.get('/teacher/events', (c) => {
    classroom.followAsTeacher(c.env.outgoing, HEADERS);
    return RESPONSE_ALREADY_SENT;
  });
  app.post('/teacher/order', async (c) => {
    const done = obeyTeacher(classroom, await c.req.text());
    if (done === undefined) return c.body(null, 400);
    return Object.keys(done).length === 0 ? c.body(null, 204) : c.json(done);
  });
}

/** Whether a page goes over a network in clear: not on this machine, and not over HTTPS. */
function isInClear(c: Context<ClassEnv>, { publicUrl }: ClassAddress): boolean {
  const { host = '', 'x-forwarded-proto': proto } = c.env.incoming.headers;
  if (proto === 'https' && isPublicHost(host, publicUrl)) return false;
  return !isLoopbackName(host.toLowerCase().replace(/:\d{1,5}$/, ''));
}

function wholeOf(text: string | null | undefined): number {
  return text !== null && text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : -1;
}
