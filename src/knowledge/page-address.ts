/** One spelling for each page, so that a site is not read in circles. */

const TRACKING = /^(utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|ref|sessionid|phpsessid|sid)$/i;
const NOT_PAGES =
  /\.(jpe?g|png|gif|webp|avif|svg|ico|css|m?js|json|zip|gz|tar|rar|7z|mp[34]|m4a|mov|avi|webm|woff2?|ttf|exe|dmg|apk|xlsx?|pptx?)$/i;
const MAX_PARAMETERS = 3;
const MAX_SEGMENTS = 12;

/** Null for what is no page of this origin, or looks like a trap. */
export function pageAddress(href: string, base: string, origin: string): string | null {
  if (!URL.canParse(href, base)) return null;
  const url = new URL(href, base);
  if (siteOf(url.href) !== siteOf(origin) || !/^https?:$/.test(url.protocol)) return null;
  if (NOT_PAGES.test(url.pathname) || isTrap(url.pathname)) return null;
  const kept = [...url.searchParams].filter(([name]) => !TRACKING.test(name));
  if (kept.length > MAX_PARAMETERS) return null;
  const query = new URLSearchParams(kept.toSorted(([a], [b]) => (a < b ? -1 : 1))).toString();
  return `${origin}${url.pathname}${query === '' ? '' : `?${query}`}`;
}

/** `/a/b/a/b/a/b`: a relative link that goes deeper each time it is followed. */
function isTrap(path: string): boolean {
  const segments = path.split('/').filter((segment) => segment !== '');
  if (segments.length > MAX_SEGMENTS) return true;
  return segments.some((segment) => segments.filter((other) => other === segment).length >= 3);
}

/** Sites mix http and https, with and without `www.`, in their own links. */
export function siteOf(url: string): string {
  return new URL(url).host.replace(/^www\./, '');
}
