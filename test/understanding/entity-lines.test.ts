/** Entities on a set of own-written messages: right means all of a kind that a message names, and nothing that it does not. */
import { describe, expect, it } from 'vitest';
import type { Entity } from '../../src/domain/understanding.ts';
import { findEntities } from '../../src/understanding/entities.ts';
import { ENTITY_LINES, PRODUCTS } from './entity-lines.ts';

const NOW_MS = Date.parse('2026-03-02T15:00:00Z');
const ZONE = 'America/New_York';
const COUNTRIES: Record<string, string> = { en: 'US', gb: 'GB', de: 'DE', es: 'ES', fr: 'FR' };
const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: ZONE, dateStyle: 'short', timeStyle: 'short' });

type Counts = { named: number; found: number; right: number };

function read(line: string) {
  const [, language = 'en', rest = line] = /^(?:(de|es|fr|gb): )?(.*)$/s.exec(line) ?? [];
  const bar = rest.lastIndexOf('|');
  const wanted = rest
    .slice(bar + 1)
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return { language, text: rest.slice(0, bar).trim(), wanted };
}

function spelled(entity: Entity): string {
  if (entity.kind === 'amount') return `amount=${entity.minorUnits} ${entity.currency}`;
  if (entity.kind !== 'date') return `${entity.kind}=${entity.value}`;
  const moment = clock.format(entity.atMs);
  return `date=${entity.hasTime ? moment : moment.slice(0, 10)}`;
}

function measure() {
  const kinds = new Map<string, Counts>();
  const wrong: string[] = [];
  for (const line of ENTITY_LINES) {
    const { language, text, wanted } = read(line);
    const country = COUNTRIES[language] ?? 'US';
    const context = {
      nowMs: NOW_MS,
      timeZone: ZONE,
      country,
      orderNumberPattern: '[A-Z]{2}-\\d{4,6}',
      products: PRODUCTS,
    };
    const found = findEntities(text, { ...context, language: language === 'gb' ? 'en' : language }).map(
      spelled,
    );
    const left = [...wanted];
    for (const one of found) {
      const counts = countsOf(kinds, one);
      counts.found += 1;
      const at = left.indexOf(one);
      if (at === -1) continue;
      left.splice(at, 1);
      counts.right += 1;
    }
    for (const one of wanted) countsOf(kinds, one).named += 1;
    if (found.toSorted().join() !== wanted.toSorted().join()) wrong.push(`${text} -> ${found.join('; ')}`);
  }
  return { kinds, wrong };
}

function countsOf(kinds: Map<string, Counts>, spelling: string): Counts {
  const kind = spelling.slice(0, spelling.indexOf('='));
  const counts = kinds.get(kind) ?? { named: 0, found: 0, right: 0 };
  kinds.set(kind, counts);
  return counts;
}

describe('entities of own-written messages', () => {
  const { kinds, wrong } = measure();

  it('are many, of every kind', () => {
    expect(ENTITY_LINES.length).toBeGreaterThanOrEqual(150);
    expect([...kinds.keys()].toSorted()).toEqual([
      'amount',
      'date',
      'email',
      'name',
      'orderNumber',
      'phone',
      'product',
      'quantity',
    ]);
  });

  it('a message is read wholly right at least 95 times in 100', () => {
    expect(wrong.length / ENTITY_LINES.length, wrong.join('\n')).toBeLessThanOrEqual(0.05);
  });

  it.each([...kinds])('%s: found where named, and not elsewhere', (_, { named, found, right }) => {
    expect(right / named).toBeGreaterThanOrEqual(0.9);
    expect(right / found).toBeGreaterThanOrEqual(0.9);
  });
});
