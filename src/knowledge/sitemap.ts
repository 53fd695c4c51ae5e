/** Addresses out of a sitemap (sitemaps.org), however large it says it is. */
import { decoded } from './html-events.ts';

export type Sitemap = { kind: 'pages' | 'sitemaps'; urls: string[] };

const LOC = /<(?:\w{1,20}:)?loc>\s{0,50}(?:<!\[CDATA\[([^\]<]{1,2500})\]\]>|([^<]{1,2500}))/gi;

export function isSitemap(text: string): boolean {
  return /<(?:\w+:)?(?:urlset|sitemapindex)[\s>]/i.test(text.slice(0, 2_000));
}

/** At most `max` addresses, in the order of the file. */
export function readSitemap(text: string, max: number): Sitemap {
  const urls: string[] = [];
  for (const [, quoted, plain] of text.matchAll(LOC)) {
    if (urls.length >= max) break;
    urls.push((quoted ?? decoded(plain ?? '')).trim());
  }
  return { kind: /<(?:\w+:)?sitemapindex[\s>]/i.test(text.slice(0, 2_000)) ? 'sitemaps' : 'pages', urls };
}
