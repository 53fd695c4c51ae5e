import { customType } from 'drizzle-orm/sqlite-core';

export const blob = customType<{ data: Uint8Array; driverData: unknown }>({
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
