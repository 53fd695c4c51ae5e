/**
 * The judge. It knows what customers and clients were told, and what the provider got, and holds the promises against that.
 * Of the house it looks at one thing only: whether work is left over after everything has come to rest.
 */
import type { Posted } from '../../src/outreach/api.ts';
import type { Sql } from '../../src/platform/sql.ts';
import { DEFAULT_TARIFF } from '../../src/domain/business.ts';
import { minuteOfDay } from '../../src/domain/quiet-hours.ts';
import { RANK } from './provider.ts';
import type { Post } from './provider.ts';
import { burstOf, PAGE_LEASE_MS } from '../../src/outbound/governor-client.ts';
import { conversationIdOf } from './house.ts';
import type { House } from './house.ts';
import { keptRows } from './kept-rows.ts';
import { MAX_STEPS } from './world.ts';
import type { Ruled, Said, Story } from './scenario.ts';

export type Findings = {
  lost: number;
  duplicated: number;
  outOfOrder: number;
  afterStop: number;
  /** Sends whose fate stays unknown, and is shown as that. No fault of the house, but counted. */
  unknown: number;
  stuck: number;
  talkedOver: number;
  statusBackwards: number;
  overLimits: number;
  figuresWrong: number;
  details: string[];
};

const SETTLED = new Set(['sent', 'failed', 'denied', 'cancelled', 'expired']);
const CONFIRMATION = /you are unsubscribed/;

export function judgeRun(house: House, story: Story): Findings {
  const found: Findings = {
    lost: 0,
    duplicated: 0,
    outOfOrder: 0,
    afterStop: 0,
    unknown: 0,
    stuck: 0,
    talkedOver: 0,
    statusBackwards: 0,
    overLimits: 0,
    figuresWrong: 0,
    details: [],
  };
  const note = (kind: Exclude<keyof Findings, 'details'>, text: string): void => {
    found[kind] += 1;
    if (found.details.length < 20) found.details.push(`${kind}: ${text}`);
  };
  const posts = house.provider.posts;
  answers(posts, story, house, note);
  duplicates(posts, story, note);
  order(posts, story, note);
  obedience(posts, story, note);
  limits(posts, house, note);
  if (house.world.steps > MAX_STEPS) note('stuck', 'the house goes in circles');
  remains(house, story, note);
  return found;
}

type Note = (kind: Exclude<keyof Findings, 'details'>, text: string) => void;

/** Every acknowledged text is answered, or the provider refused the answer, or the customer or a person silenced the bot. */
function answers(posts: Post[], story: Story, house: House, note: Note): void {
  for (const said of story.said) {
    if (said.token === null || said.acknowledgedAtMs === null) continue;
    const about = posts.filter((post) => post.to === said.to && hasToken(post, said));
    if (about.some((post) => post.accepted)) continue;
    if (about.some((post) => post.outcome === 'never' || post.outcome === 'unknown' || !post.heard)) continue;
    if (silencedFor(story.ruled, said) || house.profile.monthlyBudgetMicroUsd !== null) continue;
    // A machine that answers too often in a minute is stopped for a person to see.
    if (busiestMinute(posts, said.to) >= 10) continue;
    note(
      'lost',
      `${said.token} of ${said.to}, acknowledged at ${said.acknowledgedAtMs}, posts ${about.length}`,
    );
  }
  for (const asked of story.asked) {
    if (!asked.accepted || house.profile.monthlyBudgetMicroUsd !== null) continue;
    if (posts.some((post) => post.sendId === asked.sendId)) continue;
    if (story.ruled.some((ruled) => ruled.phone === asked.phone && ruled.rule === 'stop')) continue;
    note('lost', `the API's ${asked.sendId} was accepted and never tried`);
  }
}

function hasToken(post: Post, said: Said): boolean {
  return said.token !== null && new RegExp(`\\b${said.token}\\b`).test(post.text);
}

/** A STOP or a person in the neighbourhood of the message: whether the answer still had to come is a matter of moments. */
function silencedFor(ruled: Ruled[], said: Said): boolean {
  const own = ruled.filter((r) => r.phone === said.to);
  const stop = own.find((r) => r.rule === 'stop');
  const start = own.find((r) => r.rule === 'start');
  const startedAtMs = start?.acknowledgedAtMs ?? Number.POSITIVE_INFINITY;
  if (stop !== undefined && said.firstTriedAtMs < startedAtMs + 60_000) return true;
  const take = own.find((r) => r.rule === 'take');
  return take !== undefined;
}

function busiestMinute(posts: Post[], to: string): number {
  const times = posts.filter((p) => p.to === to).map((p) => p.startedAtMs);
  return Math.max(0, ...times.map((t) => times.filter((u) => u >= t - 60_000 && u <= t).length));
}

function duplicates(posts: Post[], story: Story, note: Note): void {
  const accepted = posts.filter((post) => post.accepted);
  const perSend = new Map<string, number>();
  for (const post of accepted) perSend.set(post.sendId, (perSend.get(post.sendId) ?? 0) + 1);
  const mustArrive = new Set(story.asked.filter((a) => a.sendClass === 'must-arrive').map((a) => a.sendId));
  for (const [sendId, times] of perSend) {
    // Only a send that must arrive, and only after a post that nobody heard back from.
    const unsure = posts.some(
      (p) => p.sendId === sendId && p.accepted && (p.outcome === 'unknown' || !p.heard),
    );
    if (times > (mustArrive.has(sendId) && unsure ? 2 : 1))
      note('duplicated', `${sendId} taken ${times} times`);
  }
  for (const said of story.said) {
    const times = accepted.filter((post) => post.to === said.to && hasToken(post, said)).length;
    if (times > 1) note('duplicated', `${said.token ?? ''} answered ${times} times`);
  }
  for (const campaign of story.campaigns) {
    for (const phone of campaign.phones) {
      const times = accepted.filter(
        (post) => post.to === phone && post.text.startsWith(campaign.template),
      ).length;
      if (times > 1) note('duplicated', `${campaign.id} reached ${phone} ${times} times`);
    }
  }
}

/** What one customer said and had acknowledged before the next thing was said is answered first. */
function order(posts: Post[], story: Story, note: Note): void {
  const said = story.said.filter((s) => s.token !== null && s.acknowledgedAtMs !== null);
  for (const first of said) {
    const firstPost = posts.find((p) => p.accepted && p.to === first.to && hasToken(p, first));
    if (firstPost === undefined) continue;
    for (const second of said) {
      if (second.to !== first.to || (first.acknowledgedAtMs ?? 0) >= second.firstTriedAtMs) continue;
      const secondPost = posts.find((p) => p.accepted && p.to === second.to && hasToken(p, second));
      if (secondPost !== undefined && secondPost.startedAtMs < firstPost.startedAtMs)
        note('outOfOrder', `${second.token ?? ''} before ${first.token ?? ''}`);
    }
  }
}

/** Nothing leaves after a STOP was acknowledged, until START; no answer of the bot while a person has the floor. */
function obedience(posts: Post[], story: Story, note: Note): void {
  for (const post of posts) {
    const own = story.ruled.filter((r) => r.phone === post.to && r.acknowledgedAtMs !== null);
    const stop = own.find((r) => r.rule === 'stop');
    const start = story.ruled.find((r) => r.phone === post.to && r.rule === 'start');
    const stopped =
      stop !== undefined &&
      post.startedAtMs > (stop.acknowledgedAtMs ?? 0) &&
      (start === undefined || start.triedAtMs > post.startedAtMs);
    if (stopped && !CONFIRMATION.test(post.text)) note('afterStop', `${post.sendId} to ${post.to}`);
    const take = own.find((r) => r.rule === 'take');
    const back = story.ruled.find((r) => r.phone === post.to && r.rule === 'handBack');
    const taken =
      take !== undefined &&
      post.startedAtMs > (take.acknowledgedAtMs ?? 0) &&
      (back === undefined || back.triedAtMs > post.startedAtMs);
    if (taken && /\bq\d+z\b/.test(post.text)) note('talkedOver', `${post.sendId} to ${post.to}`);
  }
  const confirmations = new Map<string, number>();
  for (const post of posts)
    if (post.accepted && CONFIRMATION.test(post.text))
      confirmations.set(post.to, (confirmations.get(post.to) ?? 0) + 1);
  for (const [phone, times] of confirmations)
    if (times > 1) note('duplicated', `STOP of ${phone} confirmed ${times} times`);
}

function limits(posts: Post[], house: House, note: Note): void {
  const started = posts.map((p) => p.startedAtMs).sort((a, b) => a - b);
  for (let i = 0; i < started.length; i += 1) {
    const from = started[i] ?? 0;
    let within = 0;
    while (i + within < started.length && (started[i + within] ?? 0) < from + 1_000) within += 1;
    // A token may be used a little after it was taken: posts of the time before may join this second's.
    if (within > house.ratePerSecond * (1 + PAGE_LEASE_MS / 1_000) + burstOf(house.ratePerSecond) + 3) {
      note('overLimits', `${within} posts within a second`);
      break;
    }
  }
  const marketing = posts.filter((p) => p.accepted && p.text.startsWith('offer '));
  const cap = house.profile.frequencyCap;
  for (const post of marketing) {
    const near = marketing.filter(
      (p) =>
        p.to === post.to &&
        p.startedAtMs <= post.startedAtMs &&
        p.startedAtMs > post.startedAtMs - (cap?.windowMs ?? 0),
    );
    if (cap !== null && near.length > cap.max) note('overLimits', `${near.length} offers to ${post.to}`);
    const quiet = house.profile.quietHours;
    const minutes = ['America/New_York', 'America/Los_Angeles'].map((zone) =>
      minuteOfDay(post.startedAtMs, zone),
    );
    if (quiet !== null && minutes.some((m) => m >= quiet.fromMinute || m < quiet.toMinute))
      note('overLimits', `an offer to ${post.to} in quiet hours`);
  }
  const budget = house.profile.monthlyBudgetMicroUsd;
  const spent = posts.filter((p) => p.accepted).length * DEFAULT_TARIFF.smsSegmentMicroUsd;
  if (budget !== null && spent > budget) note('overLimits', `${spent} spent of ${budget}`);
}

/** After the faults stopped and all came to rest: no work may be left. */
function remains(house: House, story: Story, note: Note): void {
  for (const [id, host] of house.conversations) {
    const [state] = keptRows(host.sql, 'state');
    if (state === undefined) continue;
    for (const row of keptRows(host.sql, 'send')) {
      const receiptId = row.body.reasons?.receiptId ?? null;
      if (receiptId !== null && !house.filed.has(receiptId)) note('lost', `the receipt of ${row.send_id}`);
      if (
        ['pending', 'claimed', 'posting'].includes(row.state) ||
        (row.state === 'unknown' && row.state_reason !== 'unsettled')
      )
        note('stuck', `${row.send_id} is ${row.state} (${row.state_reason ?? ''})`);
      if (row.state === 'unknown') note('unknown', row.send_id);
      const heard = house.provider.acknowledged.get(row.send_id) ?? [];
      const best = Math.max(0, ...heard.map((status) => RANK[status]));
      if (best > (row.delivery === null ? 0 : RANK[row.delivery])) note('statusBackwards', row.send_id);
    }
    const unread = keptRows(host.sql, 'message').filter((m) => m.direction === 'in' && m.turn === null);
    if (state.gather_due_ms !== null || unread.length > 0) note('stuck', `${id} has an unanswered turn`);
    const events = keptRows(host.sql, 'event').length;
    if (events > 0) note('stuck', `${id} keeps ${events} figures`);
    const filings = keptRows(host.sql, 'filing').length;
    if (filings > 0) note('stuck', `${id} keeps ${filings} papers`);
    const overdue = state.timers.filter(({ dueMs }) => dueMs < house.world.nowMs).length;
    if (overdue > 0) note('stuck', `${id} has overdue timers`);
  }
  outreach(house, note);
  for (const [id, host] of house.campaigns) {
    const [row] = host.sql.all<{ state: string }>('SELECT state FROM campaign');
    if (row !== undefined && (row.state === 'running' || row.state === 'scheduled'))
      note('stuck', `${id} is ${row.state}`);
  }
  figures(house, story, note);
}

function outreach({ outreach: { sql }, provider, world }: House, note: Note): void {
  for (const { sendId, state, delivery } of outreachSends(sql)) {
    if (state === 'posting' || state === 'leaving') note('stuck', `${sendId} is ${state} in the outreach`);
    if (state !== 'sent') continue;
    const heard = provider.acknowledged.get(sendId) ?? [];
    const best = Math.max(0, ...heard.map((status) => RANK[status]));
    if (best > (delivery === null ? 0 : RANK[delivery])) note('statusBackwards', sendId);
  }
  const events = sql.all('SELECT number FROM events').length;
  if (events > 0) note('stuck', `the outreach keeps ${events} figures`);
  const [lease] = sql.all<{ at: number | null }>('SELECT MIN(lease_until_ms) AS at FROM sends');
  if (lease !== undefined && lease.at !== null && lease.at < world.nowMs)
    note('stuck', 'the outreach is overdue');
}

/** Sends of the outreach, read straight from its storage. */
function outreachSends(sql: Sql) {
  type Stored = { place: string; conversation_id: string; state: string; progress: string | null };
  return sql.all<Stored>('SELECT * FROM sends').map((row) => ({
    // Its id with the parts in the other order.
    sendId: `snd_${row.place.split('_').toReversed().join('_')}`,
    conversationId: row.conversation_id,
    state: row.state,
    delivery: row.progress === null ? null : (JSON.parse(row.progress) as Pick<Posted, 'delivery'>).delivery,
  }));
}

/** The figures agree with what was acknowledged and with what the sends came to. */
function figures(house: House, story: Story, note: Note): void {
  const count = (phone: string, kind: string): number => {
    const id = conversationIdOf(phone);
    return [...house.events.values()].filter((e) => e.kind === kind && e.conversationId === id).length;
  };
  for (const phone of new Set(story.said.map((s) => s.to))) {
    const own = story.said.filter((s) => s.to === phone);
    const acknowledged = own.filter((s) => s.acknowledgedAtMs !== null).length;
    const counted = count(phone, 'message.received');
    if (counted < acknowledged || counted > own.length)
      note('figuresWrong', `${phone}: ${counted} of ${acknowledged} messages`);
  }
  // Those too who were only written to.
  for (const phone of new Set([
    ...story.said.map((s) => s.to),
    ...story.campaigns.flatMap((c) => c.phones),
  ])) {
    const id = conversationIdOf(phone);
    const host = house.conversations.get(id);
    const settled = new Set([
      ...(host === undefined ? [] : keptRows(host.sql, 'send'))
        .filter(({ state }) => SETTLED.has(state))
        .map(({ send_id: sendId }) => String(sendId)),
      ...outreachSends(house.outreach.sql)
        .filter(({ conversationId, state }) => conversationId === id && state === 'sent')
        .map(({ sendId }) => sendId),
    ]).size;
    if (count(phone, 'send.settled') < settled) note('figuresWrong', `${phone}: sends`);
  }
}
