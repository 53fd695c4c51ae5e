/** The frame of the pages that anybody may read: one stylesheet, no script, a way past the header. */
import { raw } from 'hono/html';
import type { PropsWithChildren } from 'hono/jsx';

type Props = PropsWithChildren<{
  title: string;
  description: string;
  /** Whose page it is; shown on top. */
  name: string;
  /** False keeps it out of search engines. */
  listed: boolean;
  /** Its one address. */
  url: string;
}>;

export function PublicPage({ title, description, name, listed, url, children }: Props) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>{title}</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="description" content={description} />
          {listed ? <link rel="canonical" href={url} /> : <meta name="robots" content="noindex" />}
          <link rel="icon" href="/bell.svg" type="image/svg+xml" />
          <link rel="stylesheet" href="/public.css" />
        </head>
        <body>
          <a class="skip" href="#main">
            Skip to content
          </a>
          <header class="top">
            <bdi>{name}</bdi>
          </header>
          <main id="main" tabindex={-1}>
            {children}
          </main>
          <footer>
            <img src="/bell.svg" alt="" width="16" height="16" /> Answered by Shopbell, from what{' '}
            <bdi>{name}</bdi> has written.
          </footer>
        </body>
      </html>
    </>
  );
}
