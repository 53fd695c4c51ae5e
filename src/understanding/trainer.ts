/**
 * The training of one business, over ports: labels come in, a version is trained, judged by the regression set, tried on a share
 * of the conversations, and promoted or rolled back. Everything happens in alarms, one step each, so that it goes on where it
 * was left; a step that fails three times is given up and said.
 */
import type { Log } from '../platform/log.ts';
import type { Sql } from '../platform/sql.ts';
import { loadIntentModel } from './classify.ts';
import type { IntentModel } from './classify.ts';
import { defaultIntentModel } from './default-intents.ts';
import { headVersion } from './heads.ts';
import type { Example } from './labelled-set.ts';
import { DEFAULT_MODEL_VERSION } from './models.ts';
import { passesRegression } from './regression-gate.ts';
import { DEFAULT_SHARE, judgeCanary } from './releases.ts';
import type { ConfusionCell, ModelVersion, Releases, ReleaseState } from './releases.ts';
import { trainInSteps } from './train.ts';
import type { Trained } from './train.ts';
import { TrainingDataError } from './training-error.ts';
import type { LabelledText } from './training-set.ts';
import type { ReleaseResult, TrainerApi, TrainerStatus } from './trainer-api.ts';
import { trainingJob } from './training-job.ts';
import type { TrainingJob } from './training-job.ts';

export type TrainerPorts = {
  sql: Sql;
  nowMs: () => number;
  setAlarm: (atMs: number) => Promise<void>;
  releases: Releases;
  /** The whole labelled set. */
  examples: () => Promise<Example[]>;
  /** Messages that nobody has labelled, redacted; asked only where the owner allows it. */
  history: (model: IntentModel) => Promise<LabelledText[]>;
  /** Lets other work of the isolate go on. */
  pause: () => Promise<void>;
  log: Log;
};

/** Labels come in bursts: one training for all of them. */
const QUIET_MS = 30_000;
const WAIT_AT_MOST_MS = 300_000;
const WATCH_EVERY_MS = 60_000;
const TRIES = 3;
const RETRY_MS = 20_000;
const VERSIONS_WITH_BYTES = 8;
const MAX_JUDGED_LINES = 4_000;
const BYTES_LEAST = 200_000;
const BYTES_AN_INTENT = 12_000;
const BYTES_MOST = 1_800_000;

export class Trainer implements TrainerApi {
  readonly #ports: TrainerPorts;
  readonly #job: TrainingJob;

  constructor(ports: TrainerPorts) {
    this.#ports = ports;
    this.#job = trainingJob(ports.sql);
  }

  async request(): Promise<void> {
    const nowMs = this.#ports.nowMs();
    const { wanted_at_ms: wantedAtMs } = this.#job.read();
    const firstMs = wantedAtMs ?? nowMs;
    this.#job.set({ wanted_at_ms: firstMs, due_ms: Math.min(nowMs + QUIET_MS, firstMs + WAIT_AT_MOST_MS) });
    await this.#arm();
  }

  async trainNow(): Promise<ReleaseResult> {
    const release = await this.#ports.releases.read();
    if (release === null) return refused('There is nothing of your own to learn from yet.');
    const nowMs = this.#ports.nowMs();
    this.#job.set({ wanted_at_ms: nowMs, due_ms: nowMs });
    await this.#arm();
    return DONE;
  }

  async status(): Promise<TrainerStatus> {
    const { releases, nowMs } = this.#ports;
    const release = await releases.read();
    const { phase, wanted_at_ms: wanted, due_ms: dueMs, problem } = this.#job.read();
    const canary =
      release === null || release.canary === null
        ? null
        : judgeCanary({ serving: release.serving, canary: release.canary }, await releases.trials(), nowMs());
    return {
      release,
      canary,
      versions: release === null ? [] : await releases.versions(),
      training: {
        phase: phase === 'idle' && wanted !== null ? 'waiting' : phase,
        dueAtMs: dueMs,
        problem,
      },
    };
  }

  async startCanary(version: string, share: number): Promise<ReleaseResult> {
    const release = await this.#ports.releases.read();
    const wanted = await this.#version(version);
    if (release === null || wanted === null) return MISSING;
    if (wanted.state === 'refused') return refused(wanted.reason);
    if (release.serving === version) return refused(`${version} answers everybody already.`);
    await this.#try(release, wanted, share);
    return DONE;
  }

  async pin(version: string): Promise<ReleaseResult> {
    const release = await this.#ports.releases.read();
    if (release === null) return MISSING;
    const wanted = await this.#version(version);
    if (wanted === null && version !== DEFAULT_MODEL_VERSION) return MISSING;
    if (wanted?.state === 'refused') return refused(wanted.reason);
    await this.#serve(release, version, 'Pinned by a person.', true);
    return DONE;
  }

  async unpin(): Promise<ReleaseResult> {
    const { releases, nowMs } = this.#ports;
    const release = await releases.read();
    if (release === null) return DONE;
    await releases.change({ ...release, pinned: false }, [], nowMs());
    return DONE;
  }

  async rollBack(): Promise<ReleaseResult> {
    const release = await this.#ports.releases.read();
    if (release === null || release.canary === null) return DONE;
    await this.#endCanary(release, 'Ended by a person.', 'retired');
    return DONE;
  }

  async setSelfTraining(on: boolean): Promise<void> {
    await this.#ports.releases.setSelfTraining(on);
  }

  /** For the sweep: labels that nobody learns from, or an alarm that the platform forgot. */
  async wake(): Promise<void> {
    const release = await this.#ports.releases.read();
    if (release === null) return;
    const { phase, wanted_at_ms: wanted } = this.#job.read();
    const isBehind = release.labelsVersion > release.trainedLabelsVersion;
    if (isBehind && phase === 'idle' && wanted === null) return this.request();
    await this.#arm();
  }

  /** One step. Never throws: the alarm is always armed again while there is something to do. */
  async alarm(): Promise<void> {
    try {
      await this.#step();
    } catch (error) {
      const problem = error instanceof TrainingDataError ? error.message : null;
      this.#ports.log.error('training_step_failed', {
        phase: this.#job.read().phase,
        error: error instanceof Error ? error.name : 'unknown',
      });
      const { tries } = this.#job.read();
      // Data that cannot make a model will not become better by itself.
      if (problem !== null || tries >= TRIES)
        await this.#giveUp(problem ?? 'The training failed three times.');
    }
    await this.#arm();
  }

  async #step(): Promise<void> {
    const { releases, nowMs } = this.#ports;
    const job = this.#job.read();
    const release = await releases.read();
    if (release === null) {
      this.#job.set({ phase: 'idle', wanted_at_ms: null, due_ms: null });
      return;
    }
    if (job.phase === 'idle' || job.phase === 'waiting') {
      if (release.canary !== null) return this.#watch(release);
      if (job.wanted_at_ms === null || (job.due_ms ?? 0) > nowMs()) return;
      this.#job.set({
        phase: 'training',
        wanted_at_ms: null,
        due_ms: null,
        tries: 0,
        problem: null,
        version: null,
      });
      return;
    }
    // Counted before it is tried: a step that takes the whole object down counts too.
    this.#job.set({ tries: job.tries + 1 });
    if (job.tries >= TRIES) throw new Error('a step kept failing');
    if (job.phase === 'training') return this.#train(release);
    return this.#judge(release);
  }

  async #train(release: ReleaseState): Promise<void> {
    const { releases, nowMs } = this.#ports;
    const known = await releases.versions();
    const next = Math.max(0, ...known.map((one) => one.number)) + 1;
    // Named before it is made: a step that is done again makes the same version again.
    const version = this.#job.read().version ?? `v${next}`;
    this.#job.set({ version });
    const number = known.find((one) => one.version === version)?.number ?? next;
    const examples = await this.#ports.examples();
    const own: LabelledText[] = examples.filter(({ heldOut }) => !heldOut);
    const more = release.selfTraining ? await this.#ports.history(await this.#model(release.serving)) : [];
    const intents = new Set(own.flatMap(({ intent }) => intent ?? [])).size;
    const byteBudget = Math.min(BYTES_MOST, BYTES_LEAST + intents * BYTES_AN_INTENT);
    const startedAtMs = nowMs();
    const { bytes, judged } = await this.#trained([...own, ...more], byteBudget);
    await releases.add(
      {
        version,
        number,
        state: 'refused',
        examples: own.length,
        intents,
        bytes: bytes.length,
        trainMs: nowMs() - startedAtMs,
        selfLabelled: more.length,
        gate: null,
        confusion: confusionOf(judged.slice(0, own.length)),
        reason: 'Not judged yet.',
        createdAtMs: nowMs(),
      },
      bytes,
    );
    this.#job.set({ phase: 'judging', tries: 0, version, labels_version: release.labelsVersion });
  }

  async #trained(lines: readonly LabelledText[], byteBudget: number): Promise<Trained> {
    const steps = trainInSteps(lines, { byteBudget });
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      await this.#ports.pause();
    }
  }

  async #judge(release: ReleaseState): Promise<void> {
    const { releases, nowMs } = this.#ports;
    const job = this.#job.read();
    const made = job.version === null ? null : await this.#version(job.version);
    if (made === null) throw new Error('the version that was just made is gone');
    const lines = (await this.#ports.examples()).filter(({ heldOut }) => heldOut).slice(0, MAX_JUDGED_LINES);
    const next = await this.#model(made.version);
    const gate = passesRegression(await this.#model(release.serving), next, lines);
    const { rightBefore, rightAfter, broken } = gate;
    const judged = { ...made, gate: { lines: lines.length, rightBefore, rightAfter, broken } };
    const state = gate.passes ? ('ready' as const) : ('refused' as const);
    await releases.add({ ...judged, state, reason: gate.sentence }, await this.#bytes(made.version));
    await releases.trained(job.labels_version ?? release.labelsVersion);
    this.#job.set({ phase: 'idle', tries: 0, version: null, labels_version: null });
    if (gate.passes && !release.pinned) await this.#try(release, { ...judged, state }, DEFAULT_SHARE);
    const latest = (await releases.versions()).slice(0, VERSIONS_WITH_BYTES).map(({ version }) => version);
    const kept = [...latest, release.serving, made.version, DEFAULT_MODEL_VERSION];
    await releases.forgetBytes([...kept, ...kept.map(headVersion)]);
    this.#ports.log.info('model_judged', { version: made.version, passes: gate.passes, atMs: nowMs() });
  }

  async #watch(release: ReleaseState): Promise<void> {
    const { releases, nowMs } = this.#ports;
    const { canary, serving } = release;
    if (canary === null) return;
    const { verdict, sentence } = judgeCanary({ serving, canary }, await releases.trials(), nowMs());
    if (verdict === 'promote') await this.#serve(release, canary.version, sentence, release.pinned);
    else if (verdict === 'roll back') await this.#endCanary(release, sentence, 'rolledBack');
    if (verdict !== 'wait') this.#ports.log.info('canary_ended', { version: canary.version, verdict });
  }

  async #try(release: ReleaseState, { version, reason }: ModelVersion, share: number): Promise<void> {
    const { releases, nowMs } = this.#ports;
    const before = release.canary?.version;
    const retired =
      before === undefined || before === version
        ? []
        : [{ version: before, state: 'retired' as const, reason: `Overtaken by ${version}.` }];
    const canary = { version, share, sinceMs: nowMs() };
    await releases.change(
      { ...release, canary, pinned: false },
      [...retired, { version, state: 'canary', reason }],
      nowMs(),
    );
    await this.#arm(WATCH_EVERY_MS);
  }

  async #serve(release: ReleaseState, version: string, reason: string, pinned: boolean): Promise<void> {
    const { releases, nowMs } = this.#ports;
    const left = [release.serving, release.canary?.version].filter(
      (one) => one !== undefined && one !== version,
    );
    await releases.change(
      { serving: version, canary: null, pinned },
      [
        ...left.map((one) => ({
          version: one ?? '',
          state: 'retired' as const,
          reason: `Followed by ${version}.`,
        })),
        { version, state: 'serving', reason },
      ],
      nowMs(),
    );
  }

  async #endCanary(release: ReleaseState, reason: string, state: 'retired' | 'rolledBack'): Promise<void> {
    const { releases, nowMs } = this.#ports;
    const version = release.canary?.version ?? '';
    await releases.change({ ...release, canary: null }, [{ version, state, reason }], nowMs());
  }

  async #giveUp(problem: string): Promise<void> {
    const release = await this.#ports.releases.read().catch(() => null);
    if (release !== null) await this.#ports.releases.trained(release.labelsVersion).catch(() => undefined);
    this.#job.set({
      phase: 'idle',
      tries: 0,
      version: null,
      labels_version: null,
      wanted_at_ms: null,
      due_ms: null,
      problem,
    });
  }

  async #version(version: string): Promise<ModelVersion | null> {
    return (await this.#ports.releases.versions()).find((one) => one.version === version) ?? null;
  }

  async #bytes(version: string): Promise<Uint8Array> {
    const bytes = await this.#ports.releases.bytes(version);
    if (bytes === null) throw new Error('the bytes of a version are gone');
    return bytes;
  }

  async #model(version: string): Promise<IntentModel> {
    if (version === DEFAULT_MODEL_VERSION) return defaultIntentModel();
    const bytes = await this.#ports.releases.bytes(version);
    return bytes === null ? defaultIntentModel() : loadIntentModel(bytes);
  }

  /** @param laterMs nothing else is due before */
  async #arm(laterMs?: number): Promise<void> {
    const { nowMs, setAlarm } = this.#ports;
    const job = this.#job.read();
    if (job.phase === 'training' || job.phase === 'judging') {
      await setAlarm(nowMs() + (job.tries === 0 ? 0 : RETRY_MS));
    } else if (laterMs !== undefined) {
      await setAlarm(nowMs() + laterMs);
    } else {
      const release = await this.#ports.releases.read();
      const watched = release?.canary == null ? null : nowMs() + WATCH_EVERY_MS;
      const dueMs = watched ?? job.due_ms;
      if (dueMs !== null) await setAlarm(Math.max(dueMs, nowMs()));
    }
  }
}

const DONE: ReleaseResult = { kind: 'done' };
const MISSING: ReleaseResult = { kind: 'missing' };

function refused(sentence: string): ReleaseResult {
  return { kind: 'refused', sentence };
}

function confusionOf(judged: Trained['judged']): ConfusionCell[] {
  const cells = new Map<string, ConfusionCell>();
  for (const { truth, guess } of judged) {
    const key = `${truth ?? ''} ${guess ?? ''}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, { truth, guess, lines: 1 });
    else cell.lines += 1;
  }
  return [...cells.values()].sort((a, b) => b.lines - a.lines);
}
