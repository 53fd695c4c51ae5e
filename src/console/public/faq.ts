/** The public page's data in its other forms: anchors, structured data, a site map, a text for machines that read. */
import type { PublishedEntry } from '../../domain/evidence.ts';

export type FaqEntry = PublishedEntry & { anchor: string };

/** Anchors are made of the titles, so that a link says what it leads to; the same title again gets a number. */
export function withAnchors(entries: readonly PublishedEntry[]): FaqEntry[] {
  const taken = new Map<string, number>();
  return entries.map((entry) => {
    const base = slugOf(entry.title);
    const count = (taken.get(base) ?? 0) + 1;
    taken.set(base, count);
    return { ...entry, anchor: count === 1 ? base : `${base}-${count}` };
  });
}

function slugOf(title: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const slug = plain
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return slug === '' ? 'entry' : slug;
}

/** As JSON that may stand inside a script element: nothing in it can end the element or begin another. */
export function structuredData(entries: readonly FaqEntry[], url: string): string {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'FAQPage',
    url,
    mainEntity: entries.map(({ title, text, anchor }) => ({
      '@type': 'Question',
      name: title,
      url: `${url}#${encodeURIComponent(anchor)}`,
      acceptedAnswer: { '@type': 'Answer', text },
    })),
  };
  return JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function siteMap(url: string, updatedAtMs: number): string {
  const day = new Date(updatedAtMs).toISOString().slice(0, 10);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <url><loc>${xml(url)}</loc><lastmod>${day}</lastmod></url>
</urlset>
`;
}

/** https://llmstxt.org: a title, a summary, and the content as Markdown. */
export function llmsText(name: string, entries: readonly FaqEntry[], url: string): string {
  const blocks = entries.map(
    ({ title, text, anchor }) =>
      `## ${line(title)}\n\n${text.trim()}\n\n[Link](${url}#${encodeURIComponent(anchor)})`,
  );
  return [
    `# ${line(name)}`,
    `> Questions and answers of ${line(name)}, in its own words.`,
    ...blocks,
    '',
  ].join('\n\n');
}

const line = (text: string): string => text.replace(/\s+/g, ' ').trim();

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
