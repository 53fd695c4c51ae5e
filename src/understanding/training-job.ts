/** Where a training stands, in the trainer's own storage: what makes it go on after a crash. */
import type { Sql } from '../platform/sql.ts';
import type { TrainingPhase } from './trainer-api.ts';

const TABLE = `
CREATE TABLE IF NOT EXISTS job (
  id INTEGER PRIMARY KEY CHECK (id = 1), phase TEXT NOT NULL DEFAULT 'idle', wanted_at_ms INTEGER, due_ms INTEGER,
  tries INTEGER NOT NULL DEFAULT 0, version TEXT, labels_version INTEGER, problem TEXT
)`;

export type JobRow = {
  phase: TrainingPhase;
  /** The first wish that is not served yet. */
  wanted_at_ms: number | null;
  due_ms: number | null;
  /** Of the step that is under way. */
  tries: number;
  version: string | null;
  labels_version: number | null;
  /** Why the last one was given up, as a sentence. */
  problem: string | null;
};

export type TrainingJob = { read: () => JobRow; set: (change: Partial<JobRow>) => void };

export function trainingJob(sql: Sql): TrainingJob {
  sql.script(TABLE);
  sql.run('INSERT OR IGNORE INTO job (id) VALUES (1)');
  return {
    read() {
      const [row] = sql.all<JobRow>('SELECT * FROM job WHERE id = 1');
      if (row === undefined) throw new Error('the trainer has no job row');
      return row;
    },
    set(change) {
      const names = Object.keys(change);
      sql.run(
        `UPDATE job SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE id = 1`,
        ...Object.values(change),
      );
    },
  };
}
