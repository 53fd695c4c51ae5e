/** Events into D1, with everything that is made of them, in one transaction. */
import type { Event } from '../domain/event.ts';
import { contributionsOf } from './contributions.ts';
import type { ConversationRow } from './projection.ts';
import { projectConversations } from './projection.ts';

/** D1 takes values of 2 MB. */
const MAX_JSON_CHARS = 400_000;

/** Runs before the events are stored: only events that are not there yet count. */
const ADD_ROLLUPS = `
  INSERT INTO rollups (business_id, dim, day, key, metric, n, sum)
  SELECT e.value ->> 0, c.value ->> 0, c.value ->> 1, c.value ->> 2, c.value ->> 3,
         SUM(c.value ->> 4), SUM(c.value ->> 5)
    FROM json_each(?1) e, json_each(e.value, '$[7]') c
   WHERE NOT EXISTS (SELECT 1 FROM events s WHERE s.business_id = e.value ->> 0 AND s.id = e.value ->> 1)
   GROUP BY 1, 2, 3, 4, 5
  ON CONFLICT (business_id, dim, day, key, metric)
  DO UPDATE SET n = n + excluded.n, sum = sum + excluded.sum`;

const ADD_EVENTS = `
  INSERT OR IGNORE INTO events (business_id, id, conversation_id, kind, at_ms, day, body)
  SELECT e.value ->> 0, e.value ->> 1, e.value ->> 2, e.value ->> 3, e.value ->> 4, e.value ->> 5, e.value ->> 6
    FROM json_each(?1) e`;

const MOVE_CONVERSATIONS = `
  INSERT INTO conversations (business_id, id, opened_at_ms, last_at_ms, channel, channel_order,
    state, resolution, state_order, needs_person, needs_person_order, opted_out, opted_out_order)
  SELECT r.value ->> 0, r.value ->> 1, r.value ->> 2, r.value ->> 3, r.value ->> 4, r.value ->> 5, r.value ->> 6,
         r.value ->> 7, r.value ->> 8, r.value ->> 9, r.value ->> 10, r.value ->> 11, r.value ->> 12
    FROM json_each(?1) r WHERE true
  ON CONFLICT (business_id, id) DO UPDATE SET
    opened_at_ms = min(opened_at_ms, excluded.opened_at_ms),
    last_at_ms = max(last_at_ms, excluded.last_at_ms),
    channel = iif(excluded.channel_order > channel_order, excluded.channel, channel),
    channel_order = max(channel_order, excluded.channel_order),
    state = iif(excluded.state_order > state_order, excluded.state, state),
    resolution = iif(excluded.state_order > state_order, excluded.resolution, resolution),
    state_order = max(state_order, excluded.state_order),
    needs_person = iif(excluded.needs_person_order > needs_person_order, excluded.needs_person, needs_person),
    needs_person_order = max(needs_person_order, excluded.needs_person_order),
    opted_out = iif(excluded.opted_out_order > opted_out_order, excluded.opted_out, opted_out),
    opted_out_order = max(opted_out_order, excluded.opted_out_order)`;

/**
 * Stores the events and moves the figures and the conversations on; all of it or nothing. An event that is already stored
 * changes nothing, so the same events may come again, in any order and in any company. Few statements, whatever the number
 * of events: D1 pays by the statement.
 */
export async function recordEvents(db: D1Database, events: readonly Event[]): Promise<void> {
  if (events.length === 0) return;
  const unique = new Map(events.map((event) => [`${event.businessId} ${event.id}`, event]));
  const rollups = db.prepare(ADD_ROLLUPS);
  const stored = db.prepare(ADD_EVENTS);
  const conversations = db.prepare(MOVE_CONVERSATIONS);
  const statements: D1PreparedStatement[] = [];
  for (const json of jsonChunks([...unique.values()].map(eventJson))) {
    statements.push(rollups.bind(json), stored.bind(json));
  }
  for (const json of jsonChunks(projectConversations([...unique.values()]).map(conversationJson))) {
    statements.push(conversations.bind(json));
  }
  await db.batch(statements);
}

function eventJson(event: Event): string {
  const { id, businessId, conversationId, kind, atMs, day, ...body } = event;
  const contributions = contributionsOf(event).map((c) => [c.dim, c.day, c.key, c.metric, c.n, c.sum]);
  return JSON.stringify([
    businessId,
    id,
    conversationId,
    kind,
    atMs,
    day,
    JSON.stringify(body),
    contributions,
  ]);
}

function conversationJson(row: ConversationRow): string {
  return JSON.stringify([
    row.businessId,
    row.id,
    row.openedAtMs,
    row.lastAtMs,
    row.channel.value,
    row.channel.order,
    row.state.value.state,
    row.state.value.resolution,
    row.state.order,
    row.needsPerson.value ? 1 : 0,
    row.needsPerson.order,
    row.optedOut.value ? 1 : 0,
    row.optedOut.order,
  ]);
}

/** Arrays of entries as JSON, each well below the largest value that D1 takes. */
function jsonChunks(entries: readonly string[]): string[] {
  const chunks: string[] = [];
  let chunk: string[] = [];
  let chars = 0;
  for (const entry of entries) {
    if (chunk.length > 0 && chars + entry.length > MAX_JSON_CHARS) {
      chunks.push(`[${chunk.join(',')}]`);
      chunk = [];
      chars = 0;
    }
    chunk.push(entry);
    chars += entry.length + 1;
  }
  if (chunk.length > 0) chunks.push(`[${chunk.join(',')}]`);
  return chunks;
}
