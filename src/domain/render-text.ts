/** From wording as data to the words of one message: language, length, placeholders, and buttons or a numbered list. */
import type { ChannelName, ChannelProfile, QuickReply } from './channel.ts';
import type { Language, Text, Wording } from './flow-types.ts';

const LANGUAGES: readonly Language[] = ['en', 'es', 'de', 'fr'];

/** English for a language that has no wording. */
export function languageOf(tag: string): Language {
  const base = tag.toLowerCase().split(/[-_]/)[0] ?? '';
  return LANGUAGES.find((language) => language === base) ?? 'en';
}

/** Channels that pay by length, or that interrupt. */
export function isBrief(channel: ChannelName): boolean {
  return channel === 'sms' || channel === 'push' || channel === 'voice';
}

export type Manner = { language: Language; brief: boolean };

export function say(wording: Wording, manner: Manner, values: Readonly<Record<string, string>> = {}): string {
  const text: Text = wording[manner.language] ?? wording.en;
  return fill(typeof text === 'string' ? text : manner.brief ? text.short : text.full, values);
}

/** One pass: a value that itself holds braces is left as it is. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : '',
  );
}

/** At most `maxChars`, cut after a sentence where one ends, else after a word. */
export function shorten(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const head = text.slice(0, maxChars - 3);
  const sentenceEnd = Math.max(head.lastIndexOf('. '), head.lastIndexOf('! '), head.lastIndexOf('? '));
  if (sentenceEnd >= maxChars / 3) return head.slice(0, sentenceEnd + 1);
  const wordEnd = head.lastIndexOf(' ');
  return `${(wordEnd > 0 ? head.slice(0, wordEnd) : withoutHalfCharacter(head)).trimEnd()}...`;
}

/** Quick replies as the channel takes them: as buttons with titles that fit, or as numbered lines of the text. */
export function renderQuickReplies(
  text: string,
  quickReplies: readonly QuickReply[],
  style: ChannelProfile['quickReplies'],
): { text: string; quickReplies: QuickReply[] } {
  const offered = quickReplies.slice(0, style.max);
  if (style.style === 'numbered') {
    const lines = offered.map(({ title }, index) => `${index + 1} ${title}`);
    return { text: [text, ...lines].join('\n'), quickReplies: [] };
  }
  const buttons = offered.map(({ title, payload }) => ({ title: fit(title, style.maxChars), payload }));
  return { text, quickReplies: buttons };
}

function fit(title: string, maxChars: number): string {
  return title.length <= maxChars ? title : `${withoutHalfCharacter(title.slice(0, maxChars - 1))}…`;
}

function withoutHalfCharacter(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}
