/** The frame of every page: one stylesheet, one script, a skip link and the way around. */
import { raw } from 'hono/html';
import type { PropsWithChildren } from 'hono/jsx';

export type Place = 'inbox' | 'knowledge' | 'gaps' | 'understanding' | 'stats' | 'try' | 'none';

/** What the frame says about who is looking; null = nobody is signed in. */
export type Viewer = {
  label: string;
  businessName: string;
  answers: boolean;
  seesStats: boolean;
  teaches: boolean;
  local: boolean;
} | null;

type PageProps = PropsWithChildren<{
  title: string;
  viewer: Viewer;
  place: Place;
  /** More stylesheets and scripts of this page, as paths of our own assets. */
  styles?: readonly string[];
  scripts?: readonly string[];
}>;

/** A whole document. Children land in `<main>`. */
export function ConsolePage({ title, viewer, place, styles = [], scripts = [], children }: PageProps) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <title>{title} – Shopbell</title>
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          <link rel="icon" href="/bell.svg" type="image/svg+xml" />
          {['/console.css', ...styles].map((href) => (
            <link rel="stylesheet" href={href} />
          ))}
          {['/console.js', ...scripts].map((src) => (
            <script type="module" src={src}></script>
          ))}
        </head>
        <body>
          <a class="skip" href="#main">
            Skip to content
          </a>
          <header class="top">
            <a class="brand" href="/console">
              <img src="/bell.svg" alt="" width="24" height="24" />
              <span>Shopbell</span>
            </a>
            {viewer === null ? null : <Navigation viewer={viewer} place={place} />}
          </header>
          <main id="main" tabindex={-1}>
            {children}
          </main>
        </body>
      </html>
    </>
  );
}

function Navigation({ viewer, place }: { viewer: NonNullable<Viewer>; place: Place }) {
  const links: [Place, string, string][] = [];
  if (viewer.answers) links.push(['inbox', '/console/inbox', 'Inbox']);
  if (viewer.answers) links.push(['understanding', '/console/understanding', 'Understanding']);
  if (viewer.teaches) links.push(['knowledge', '/console/knowledge', 'Knowledge']);
  if (viewer.teaches) links.push(['gaps', '/console/gaps', 'Gaps']);
  if (viewer.seesStats) links.push(['stats', '/console/stats', 'Stats']);
  if (viewer.local) links.push(['try', '/demo/phone', 'Try it']);
  return (
    <>
      <nav aria-label="Console">
        {links.map(([name, href, text]) => (
          <a href={href} aria-current={name === place ? 'page' : undefined}>
            {text}
          </a>
        ))}
      </nav>
      <form class="who" method="post" action="/console/sign-out">
        <span title={`Signed in as ${viewer.label}`}>
          <bdi>{viewer.businessName}</bdi>
        </span>
        <button class="quiet" type="submit">
          Sign out
        </button>
      </form>
    </>
  );
}
