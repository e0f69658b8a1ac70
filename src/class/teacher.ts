import * as z from 'zod/mini';
import type { Classroom } from './classroom.ts';
import { isSameSecret } from './codes.ts';

/** What the teacher's page orders beside what the stage obeys. */
const ClassOrder = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('close') }),
  z.strictObject({ type: z.literal('new-class-code') }),
  z.strictObject({ type: z.literal('new-code'), student: z.int() }),
  z.strictObject({ type: z.literal('kick'), student: z.int() }),
  z.strictObject({ type: z.literal('play'), lesson: z.string() }),
]);

/** Whether a request shows the teacher's token (RFC 6750, section 2.1). */
export function isTeachersToken(header: string | undefined, token: string): boolean {
  const [, shown] = /^Bearer (\S+)$/i.exec(header ?? '') ?? [];
  return shown !== undefined && isSameSecret(shown, token);
}

/** Does what the teacher's page orders, and gives what it is to know of that; undefined where it is no order, or cannot be done. */
export function obeyTeacher(
  classroom: Classroom,
  text: string,
): Readonly<Record<string, string>> | undefined {
  const order = ClassOrder.safeParse(parsedOrder(text));
  if (!order.success) return classroom.lesson?.obey(text) === true ? {} : undefined;
  const { data } = order;
  switch (data.type) {
    case 'close':
      return classroom.closeQuestion() ? {} : undefined;
    case 'new-class-code':
      classroom.newClassCode();
      return {};
    case 'new-code': {
      const code = classroom.newCodeFor(data.student);
      return code === undefined ? undefined : { code };
    }
    case 'kick':
      return classroom.kick(data.student) ? {} : undefined;
    case 'play':
      return classroom.play(data.lesson) ? {} : undefined;
  }
}

function parsedOrder(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
