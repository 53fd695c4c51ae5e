import { customType, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const bytes = customType<{ data: Uint8Array; driverData: unknown }>({
  dataType: () => 'blob',
  toDriver: (value) => value,
  /** D1 gives a blob as an array of numbers, other drivers as a buffer. */
  fromDriver(value) {
    if (value instanceof Uint8Array) return value;
    if (value instanceof ArrayBuffer) return new Uint8Array(value);
    if (Array.isArray(value)) return Uint8Array.from(value, Number);
    throw new Error('not a blob');
  },
});

export const models = sqliteTable(
  'models',
  {
    businessId: text('business_id').notNull(),
    version: text('version').notNull(),
    part: integer('part').notNull(),
    bytes: bytes('bytes').notNull(),
    createdAtMs: integer('created_at_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.businessId, table.version, table.part] })],
);
