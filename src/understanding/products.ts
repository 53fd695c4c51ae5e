import { foldText } from './normalise.ts';
import { stem } from './stem.ts';
import { addSpan } from './spans.ts';
import type { Span } from './spans.ts';

const MAX_PRODUCTS = 5_000;
const MAX_WORDS_READ = 64;
const MAX_FOUND = 5;
const LEAST_SHARE = 0.5;

type Catalogue = {
  names: readonly string[];
  /** Every stem of a product's name with the weight it has in telling products apart. */
  wordsOf: Map<string, number>[];
  productsWith: Map<string, number[]>;
  /** A stem, or a stem with one letter taken out, to the stems it may stand for. */
  near: Map<string, string[]>;
};

const catalogues = new WeakMap<readonly string[], Catalogue>();
const WORD = /[\p{L}\p{N}]+/gu;
const TOO_COMMON = new Set(
  'the and for with of in a an to de la el y con der die das und mit le les et des du'.split(' '),
);

function catalogueOf(products: readonly string[]): Catalogue {
  const known = catalogues.get(products);
  if (known !== undefined) return known;
  const names = products.slice(0, MAX_PRODUCTS);
  const productsWith = new Map<string, number[]>();
  const stems = names.map((name, product) => {
    const own = new Set(wordsIn(name).map((word) => word.stem));
    for (const one of own) productsWith.set(one, [...(productsWith.get(one) ?? []), product]);
    return own;
  });
  const wordsOf = stems.map(
    (own) => new Map([...own].map((one) => [one, 1 / Math.sqrt(productsWith.get(one)?.length ?? 1)])),
  );
  const near = new Map<string, string[]>();
  for (const one of productsWith.keys()) {
    for (const key of withOneLetterOut(one)) near.set(key, [...(near.get(key) ?? []), one]);
  }
  const made = { names, wordsOf, productsWith, near };
  catalogues.set(products, made);
  return made;
}

function wordsIn(text: string): { stem: string; from: number; to: number }[] {
  const words: { stem: string; from: number; to: number }[] = [];
  for (const match of text.matchAll(WORD)) {
    const folded = foldText(match[0], 40);
    if (!TOO_COMMON.has(folded))
      words.push({ stem: stem(folded), from: match.index, to: match.index + match[0].length });
    if (words.length >= MAX_WORDS_READ) break;
  }
  return words;
}

function withOneLetterOut(word: string): string[] {
  const keys = [word];
  if (word.length < 4 || word.length > 24) return keys;
  for (let at = 0; at < word.length; at += 1) keys.push(word.slice(0, at) + word.slice(at + 1));
  return keys;
}

/** Products of the catalogue, a slip of a letter forgiven in words of four letters and more. */
export function findProducts(text: string, products: readonly string[], spans: Span[]): void {
  if (products.length === 0) return;
  const catalogue = catalogueOf(products);
  const seen = new Map<number, { weight: number; stems: Set<string>; from: number; to: number }>();
  for (const word of wordsIn(text)) {
    const meant = meantBy(word.stem, catalogue);
    for (const one of meant) {
      for (const product of catalogue.productsWith.get(one) ?? []) {
        const weight = catalogue.wordsOf[product]?.get(one) ?? 0;
        const before = seen.get(product);
        if (before === undefined) {
          seen.set(product, { weight, stems: new Set([one]), from: word.from, to: word.to });
        } else if (!before.stems.has(one) && word.from - before.to <= 24) {
          before.weight += weight;
          before.stems.add(one);
          before.to = word.to;
        }
      }
    }
  }
  const found = [...seen].map(([product, hit]) => {
    let whole = 0;
    for (const weight of catalogue.wordsOf[product]?.values() ?? []) whole += weight;
    return { product, ...hit, share: hit.weight / whole };
  });
  found.sort((a, b) => b.weight - a.weight || b.share - a.share || a.product - b.product);
  let pushed = 0;
  for (const hit of found) {
    const telling = found.filter(
      (other) => other.from < hit.to && other.to > hit.from && other.weight === hit.weight,
    );
    // Two products that the words name equally well: neither is meant for sure.
    const unsure = telling.length > 1 && telling.some((other) => other.share >= hit.share && other !== hit);
    if (hit.share < LEAST_SHARE || unsure) continue;
    const value = catalogue.names[hit.product] ?? '';
    const before = spans.length;
    addSpan(spans, { kind: 'product', value, text: text.slice(hit.from, hit.to) }, hit.from);
    pushed += spans.length - before;
    if (pushed >= MAX_FOUND) return;
  }
}

function meantBy(word: string, catalogue: Catalogue): string[] {
  if (catalogue.productsWith.has(word)) return [word];
  if (word.length < 4 || /^\d+$/.test(word)) return [];
  const meant = new Set<string>();
  for (const key of withOneLetterOut(word)) {
    for (const one of catalogue.near.get(key) ?? [])
      if (Math.abs(one.length - word.length) <= 1) meant.add(one);
  }
  return [...meant];
}
