/**
 * What customers of many trades say, for `npm run train:meanings`: own-written lines, expanded and framed. A line is `kind: text`
 * with `[this|that|]` for a choice and `<name>` for a line `name: a|b`. The kinds: something to `do`, to `ask` about, a state
 * that `is`, and what one may `say` as it stands.
 */
import { ASSISTANT_LINES } from './meaning-assistant.ts';
import { HOME_LINES } from './meaning-home.ts';
import { MONEY_LINES } from './meaning-money.ts';
import { SHOP_LINES } from './meaning-shops.ts';
import { TRAVEL_LINES } from './meaning-travel.ts';
import { seededRandom } from './seeded-order.ts';

const TRADES = [MONEY_LINES, TRAVEL_LINES, SHOP_LINES, HOME_LINES, ASSISTANT_LINES];
/** Most lines hold far more than this; what they say twice counts once. */
const SENTENCES_PER_LINE = 420;
const BARE_SHARE = 0.16;

/** Around what a line says, which stands at the star. */
const FRAMES: Readonly<Record<string, readonly string[]>> = {
  do: split(`
how do i *|how do i * ?|how can i *|how to *|what do i need to do to *|what is the best way to *|can i *|can i * ?|
could i *|am i able to *|am i allowed to *|may i *|is it possible to *|i want to *|i would like to *|i need to *|
i have to *|i'd like to *|i am trying to *|let me *|can you * ?|can you *|could you please *|please *|* please|
help me *|would you *|will you * for me|can you help me *|i need help to *|i need you to *|go ahead and *|
where can i *|where do i *|when can i *|why can i not *|i can not *|i am unable to *|i tried to * but it did not work|
it does not let me *|i forgot to *|i do not know how to *|tell me how to *|show me how to *|what happens if i *|
do i have to *|how long does it take to *|how much does it cost to *|is there a fee to *|do you charge me to *|
can someone *|what are the steps to *|is there a way to *|should i *|i want to know how to *|remind me to *|who can *|
i wish to *|hey *|i was wondering if i could *|do not *|i do not want to *|i already tried to *|did i *
`),
  ask: split(`
what is *|what is * ?|what are *|tell me *|can you tell me *|could you tell me *|please tell me *|i want to know *|
i would like to know *|i need to know *|do you know *|do you know * ?|let me know *|check *|show me *|find out *|
look up *|give me *|explain *|can you check *|how do i find *|where can i see *|how can i check *|
i have a question about *|i am not sure about *|any idea *|* please|i do not know *|i am wondering *|what about *|
i need information on *|help me find *|hey *
`),
  is: split(`
* , what should i do|why is it that *|* and i do not know why|what do i do if *|what can i do , *|it seems *|
i think *|i noticed that *|help , *|hello , *|* please help|* can you check|* . why ?|i do not understand why *|
how come *|can you tell me why *|please help me , *|it looks like *|i believe *|i have a problem , *|
is it normal that *|i am upset because *|what if *|hi , *|just so you know *
`),
  say: split(`
hi , *|hey *|please *|can you tell me , *|ok *|i want to know , *|*
`),
};

/** Deterministic, each sentence once. */
export function tradeSentences(): string[] {
  const random = seededRandom(21);
  const found = new Set<string>();
  for (const trade of TRADES) {
    const { lists, patterns } = readTrade(trade);
    const framed = ({ kind, text }: Pattern): string => {
      const words = expanded(text, lists, random);
      const frames = FRAMES[kind] ?? [];
      const bare = kind === 'say' ? random() < 0.6 : random() < BARE_SHARE;
      const frame = bare ? '*' : (frames[Math.floor(random() * frames.length)] ?? '*');
      return frame.replace('*', words).replace(/\s+/g, ' ').trim();
    };
    for (const pattern of patterns)
      for (let at = 0; at < SENTENCES_PER_LINE; at += 1) found.add(framed(pattern));
  }
  return [...found];
}

type Pattern = { kind: string; text: string };
type Trade = { lists: Map<string, string>; patterns: Pattern[] };

function readTrade(lines: string): Trade {
  const lists = new Map<string, string>();
  const patterns: Trade['patterns'] = [];
  for (const line of lines.trim().split('\n')) {
    const colon = line.indexOf(': ');
    const name = line.slice(0, colon);
    const text = line.slice(colon + 2);
    if (name in FRAMES) patterns.push({ kind: name, text });
    else lists.set(name, text);
  }
  return { lists, patterns };
}

function expanded(text: string, lists: ReadonlyMap<string, string>, random: () => number): string {
  const oneOf = (choices: string): string => {
    const all = choices.split('|');
    return all[Math.floor(random() * all.length)] ?? '';
  };
  const named = (part: string): string =>
    part.replace(/<(\w+)>/g, (_, name: string) => named(oneOf(lists.get(name) ?? name)));
  // Choices first: a list may then be drawn inside of one, and a list's own choices hold no brackets.
  return named(text.replace(/\[([^[\]]*)\]/g, (_, choices: string) => oneOf(choices)));
}

function split(frames: string): string[] {
  return frames.replaceAll('\n', '').split('|');
}
