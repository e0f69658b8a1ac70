import { z } from 'zod';

/** An object of HAR 1.2: fields of the standard's, a comment, and fields of one's own that begin with `_`. */
function object<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const known = new Set(['comment', ...Object.keys(shape)]);
  return z
    .looseObject(shape)
    .refine(
      (value) => Object.keys(value).every((key) => known.has(key) || key.startsWith('_')),
      'unknown field',
    );
}

const moment = z.iso.datetime({ offset: true });
const size = z.int().min(-1);
const known = z.number().min(0);
const maybe = z.union([known, z.literal(-1)]).optional();
const pairs = z.array(object({ name: z.string(), value: z.string() }));
const cookies = z.array(
  object({
    name: z.string(),
    value: z.string(),
    path: z.string().optional(),
    domain: z.string().optional(),
    expires: moment.optional(),
    httpOnly: z.boolean().optional(),
    secure: z.boolean().optional(),
  }),
);
const message = { httpVersion: z.string(), cookies, headers: pairs, headersSize: size, bodySize: size };

const entry = object({
  pageref: z.string().optional(),
  startedDateTime: moment,
  time: known,
  request: object({
    ...message,
    method: z.string(),
    url: z.string(),
    queryString: pairs,
    postData: object({ mimeType: z.string(), params: pairs, text: z.string() }).optional(),
  }),
  response: object({
    ...message,
    status: z.number(),
    statusText: z.string(),
    content: object({
      size: z.int().min(0),
      compression: z.int().optional(),
      mimeType: z.string(),
      text: z.string().optional(),
      encoding: z.string().optional(),
    }),
    redirectURL: z.string(),
  }),
  cache: object({}),
  timings: object({
    blocked: maybe,
    dns: maybe,
    connect: maybe,
    ssl: maybe,
    send: known,
    wait: known,
    receive: known,
  }),
});

const page = object({
  startedDateTime: moment,
  id: z.string(),
  title: z.string(),
  pageTimings: object({ onContentLoad: maybe, onLoad: maybe }),
});

/** The rules of HAR 1.2 on what a file holds (http://www.softwareishard.com/blog/har-12-spec/). */
export const HAR = object({
  log: object({
    version: z.literal('1.2'),
    creator: object({ name: z.string(), version: z.string() }),
    pages: z.array(page),
    entries: z.array(entry),
  }),
});
