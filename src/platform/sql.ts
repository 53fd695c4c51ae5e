/** The one way the cores reach storage: synchronous SQL, the same over a Durable Object and over node:sqlite. */

export type SqlValue = string | number | null | Uint8Array;

export interface Sql {
  all<Row extends Record<string, SqlValue>>(query: string, ...params: SqlValue[]): Row[];
  run(query: string, ...params: SqlValue[]): void;
  /** Several statements at once, without parameters: tables. */
  script(statements: string): void;
  transaction<T>(work: () => T): T;
}
