/** Structured log lines: ids and numbers only. Bodies, addresses and secrets never come here. */

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
export type Log = {
  info: (event: string, fields?: LogFields) => void;
  error: (event: string, fields?: LogFields) => void;
};

export function consoleLog(): Log {
  const write =
    (level: 'info' | 'error') =>
    (event: string, fields: LogFields = {}) => {
      // JSON.stringify escapes line breaks: a value cannot forge a line.
      // oxlint-disable-next-line no-console
      console[level](JSON.stringify({ event, ...fields }));
    };
  return { info: write('info'), error: write('error') };
}

export const silentLog: Log = { info: () => {}, error: () => {} };

/** The class of an error, safe to log: its message may quote input. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
