import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

/** Everything comes from the class itself, nothing may be framed, and no script stands in a page. CSP Level 3. */
export const CLASS_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page of the class as HTML; `base` is the path below which it lies. */
export function classDocument(
  { title, base, script }: { readonly title: string; readonly base: string; readonly script?: string },
  body: ReactNode,
): string {
  const markup = renderToStaticMarkup(
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · Plainsight`}</title>
        <link rel="stylesheet" href={`${base}/style.css`} />
        {script !== undefined && <script src={`${base}/${script}`} defer />}
      </head>
      <body data-base={base}>{body}</body>
    </html>,
  );
  return `<!DOCTYPE html>\n${markup.replace(/^<!DOCTYPE html>/i, '')}\n`;
}
