/** Events into D1, with everything that is made of them, in one transaction. */
import type { Event } from '../domain/event.ts';
import { contributionsOf } from './contributions.ts';
import type { ConversationRow } from './projection.ts';
import { projectConversations } from './projection.ts';

/** D1 takes values of 2 MB. */
const MAX_JSON_CHARS = 400_000;

/**
 * Runs before the events are stored: only events that are not there yet count. 1 = `[[business, event id, {slot: n}]]`,
 * 2 = what each slot stands for, `[[business, dim, day, key, counter]]`.
 */
const ADD_ROLLUPS = `
  INSERT INTO rollups (business_id, dim, day, key, counters)
  SELECT s.value ->> 0, s.value ->> 1, s.value ->> 2, s.value ->> 3, json_group_object(s.value ->> 4, fresh.n)
    FROM json_each(?2) s
    JOIN (SELECT CAST(c.key AS INTEGER) AS slot, SUM(c.value) AS n
            FROM json_each(?1) e, json_each(e.value, '$[2]') c
           WHERE NOT EXISTS
                 (SELECT 1 FROM events x WHERE x.business_id = e.value ->> 0 AND x.id = e.value ->> 1)
           GROUP BY c.key) fresh ON fresh.slot = s.key
   GROUP BY 1, 2, 3, 4
  ON CONFLICT (business_id, dim, day, key) DO UPDATE SET counters = (
    SELECT json_group_object(key, n)
      FROM (SELECT key, SUM(value) AS n
              FROM (SELECT key, value FROM json_each(rollups.counters)
                    UNION ALL SELECT key, value FROM json_each(excluded.counters))
             GROUP BY key))`;

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
  for (const chunk of chunksOf([...unique.values()], eventJson)) {
    const { additions, slots } = additionsOf(chunk.entries);
    statements.push(rollups.bind(additions, slots), stored.bind(chunk.json));
  }
  for (const { json } of chunksOf(projectConversations([...unique.values()]), conversationJson)) {
    statements.push(conversations.bind(json));
  }
  await db.batch(statements);
}

/** Counters are spelled once for all events of a chunk; an event only names their slots. */
function additionsOf(events: readonly Event[]): { additions: string; slots: string } {
  const slotOf = new Map<string, number>();
  const slots: string[][] = [];
  const additions = events.map((event) => {
    const bySlot: string[] = [];
    for (const { dim, day, key, counter, n } of contributionsOf(event)) {
      // Only the key may hold a line break: no two counters are spelled alike.
      const spelled = `${event.businessId}\n${dim}\n${day}\n${key}\n${counter}`;
      let slot = slotOf.get(spelled);
      if (slot === undefined) {
        slot = slots.push([event.businessId, dim, day, key, counter]) - 1;
        slotOf.set(spelled, slot);
      }
      bySlot.push(`"${slot}":${n}`);
    }
    return `[${JSON.stringify(event.businessId)},${JSON.stringify(event.id)},{${bySlot.join(',')}}]`;
  });
  return { additions: `[${additions.join(',')}]`, slots: JSON.stringify(slots) };
}

function eventJson(event: Event): string {
  const { id, businessId, conversationId, kind, atMs, day, ...body } = event;
  return JSON.stringify([businessId, id, conversationId, kind, atMs, day, JSON.stringify(body)]);
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

type Chunk<Entry> = { entries: Entry[]; json: string };

/** Cut so that the JSON of each chunk stays well below the largest value that D1 takes. */
function chunksOf<Entry>(entries: readonly Entry[], jsonOf: (entry: Entry) => string): Chunk<Entry>[] {
  const chunks: { entries: Entry[]; parts: string[]; chars: number }[] = [];
  for (const entry of entries) {
    const part = jsonOf(entry);
    let chunk = chunks.at(-1);
    if (chunk === undefined || chunk.chars + part.length > MAX_JSON_CHARS) {
      chunk = { entries: [], parts: [], chars: 0 };
      chunks.push(chunk);
    }
    chunk.entries.push(entry);
    chunk.parts.push(part);
    chunk.chars += part.length + 1;
  }
  return chunks.map((chunk) => ({ entries: chunk.entries, json: `[${chunk.parts.join(',')}]` }));
}
