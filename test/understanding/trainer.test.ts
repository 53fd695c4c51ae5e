/** The trainer over ports: it goes on where it was left, gives up aloud, and changes releases only as it may. */
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, describe, expect, it } from 'vitest';
import { defaultSet } from '../../src/understanding/default-set.ts';
import type { Trial } from '../../src/understanding/canary.ts';
import type { Example } from '../../src/understanding/labelled-set.ts';
import type { ModelVersion, Releases, ReleaseState } from '../../src/understanding/releases.ts';
import { Trainer, type TrainerPorts } from '../../src/understanding/trainer.ts';
import { silentLog } from '../../src/platform/log.ts';
import { nodeSql } from '../../src/platform/node-sql.ts';

/** Small, so that a training takes no time: three intents of the default set. */
const EXAMPLES: Example[] = defaultSet()
  .lines.filter(({ intent }) => ['returns', 'store_hours', 'account'].includes(intent ?? ''))
  .map(({ text, intent, heldOut }, at) => ({
    id: `exm_${at}`,
    text,
    intent,
    heldOut,
    source: 'default',
    labelledBy: 'x',
    labelledAtMs: at,
  }));

function memoryReleases() {
  const box = {
    state: {
      serving: 'default',
      canary: null,
      pinned: false,
      labelsVersion: 2,
      trainedLabelsVersion: 1,
      selfTraining: false,
    } as ReleaseState,
    versions: new Map<string, ModelVersion>(),
    bytes: new Map<string, Uint8Array>(),
    trials: new Map<string, Trial>(),
  };
  const releases: Releases = {
    read: async () => box.state,
    versions: async () => [...box.versions.values()].sort((a, b) => b.number - a.number),
    add: async (version, bytes) => {
      box.versions.set(version.version, version);
      box.bytes.set(version.version, bytes);
    },
    bytes: async (version) => box.bytes.get(version) ?? null,
    change: async (now, states) => {
      box.state = { ...box.state, serving: now.serving, canary: now.canary, pinned: now.pinned };
      for (const { version, state, reason } of states) {
        const known = box.versions.get(version);
        if (known !== undefined) box.versions.set(version, { ...known, state, reason });
      }
    },
    trained: async (labelsVersion) => {
      box.state = { ...box.state, trainedLabelsVersion: labelsVersion };
    },
    setSelfTraining: async (on) => {
      box.state = { ...box.state, selfTraining: on };
    },
    trials: async () => box.trials,
    forgetBytes: async () => {},
  };
  return { box, releases };
}

describe('the trainer', () => {
  let nowMs = 0;
  let alarmMs: number | null = null;
  let asked = 0;
  let db: DatabaseSync;
  let world: ReturnType<typeof memoryReleases>;
  let failures = 0;

  const ports = (more: Partial<TrainerPorts> = {}): TrainerPorts => ({
    sql: nodeSql(db),
    nowMs: () => nowMs,
    setAlarm: async (atMs) => {
      alarmMs = atMs;
    },
    releases: world.releases,
    examples: async () => {
      asked += 1;
      if (failures > 0) {
        failures -= 1;
        throw new Error('D1 is away');
      }
      return EXAMPLES;
    },
    history: async () => [],
    pause: async () => {},
    log: silentLog,
    ...more,
  });
  /** As after a crash: another object over the same storage. */
  const restarted = (more: Partial<TrainerPorts> = {}) => new Trainer(ports(more));
  const ring = async (trainer = restarted()): Promise<void> => {
    nowMs = Math.max(nowMs, alarmMs ?? nowMs);
    alarmMs = null;
    await trainer.alarm();
  };

  beforeEach(() => {
    nowMs = 1_000_000;
    alarmMs = null;
    asked = 0;
    failures = 0;
    db = new DatabaseSync(':memory:');
    world = memoryReleases();
  });

  it('waits for a burst of labels to end, but not for ever', async () => {
    const trainer = restarted();
    await trainer.request();
    expect(alarmMs).toBe(nowMs + 30_000);
    for (let label = 0; label < 14; label += 1) {
      nowMs += 20_000;
      await trainer.request();
    }
    expect(alarmMs).toBe(1_300_000);
  });

  it('trains, judges and tries a version, one step an alarm, each by an object that knows nothing but its storage', async () => {
    await restarted().request();
    await ring();
    expect((await restarted().status()).training.phase).toBe('training');
    await ring();
    expect((await restarted().status()).training.phase).toBe('judging');
    expect(world.box.versions.get('v1')?.state).toBe('refused');
    await ring();
    expect(world.box.state.canary).toMatchObject({ version: 'v1', share: 0.2 });
    expect(world.box.state.trainedLabelsVersion).toBe(2);
    expect(world.box.versions.get('v1')?.gate?.lines).toBeGreaterThan(5);
    expect(alarmMs).toBe(nowMs + 60_000);
  });

  it('goes on after a failed step, and makes no second version of it', async () => {
    await restarted().request();
    await ring();
    failures = 2;
    await ring();
    await ring();
    expect((await restarted().status()).training.phase).toBe('training');
    await ring();
    await ring();
    expect([...world.box.versions.keys()]).toEqual(['v1']);
    expect(world.box.state.canary?.version).toBe('v1');
  });

  it('makes the same version again when it dies right after saving it', async () => {
    await restarted().request();
    await ring();
    let deaths = 1;
    const { add } = world.releases;
    const releases = {
      ...world.releases,
      add: async (version: ModelVersion, bytes: Uint8Array) => {
        await add(version, bytes);
        if ((deaths -= 1) >= 0) throw new Error('the object is gone');
      },
    };
    await ring(restarted({ releases }));
    expect([...world.box.versions.keys()]).toEqual(['v1']);
    for (let step = 0; step < 2; step += 1) await ring(restarted({ releases }));
    expect([...world.box.versions.keys()]).toEqual(['v1']);
    expect(world.box.state.canary?.version).toBe('v1');
  });

  it('gives up a step that keeps failing, says so, and leaves what serves alone', async () => {
    await restarted().request();
    await ring();
    failures = 99;
    for (let tries = 0; tries < 6; tries += 1) await ring();
    const { training } = await restarted().status();
    expect(training).toEqual({ phase: 'idle', dueAtMs: null, problem: 'The training failed three times.' });
    expect(asked).toBe(3);
    expect(world.box.state).toMatchObject({ serving: 'default', canary: null, trainedLabelsVersion: 2 });
  });

  it('gives up at once on data that makes no model, in the words of the training', async () => {
    const more = { examples: async () => EXAMPLES.filter(({ intent }) => intent === 'returns') };
    await restarted(more).request();
    await ring(restarted(more));
    await ring(restarted(more));
    expect((await restarted().status()).training.problem).toMatch(/at least two intents/);
  });

  it('puts nothing live by itself while a version is pinned', async () => {
    world.box.state = { ...world.box.state, pinned: true };
    await restarted().request();
    for (let step = 0; step < 3; step += 1) await ring();
    expect(world.box.versions.get('v1')?.state).toBe('ready');
    expect(world.box.state).toMatchObject({ serving: 'default', canary: null, pinned: true });
  });

  it('promotes after two weeks in which nobody saw harm, and then learns what came meanwhile', async () => {
    await restarted().request();
    for (let step = 0; step < 3; step += 1) await ring();
    await restarted().request();
    await ring();
    expect(world.box.state.canary?.version).toBe('v1');
    nowMs += 15 * 86_400_000;
    await ring();
    expect(world.box.state).toMatchObject({ serving: 'v1', canary: null });
    expect(world.box.versions.get('v1')?.reason).toMatch(/^No harm in two weeks/);
    for (let step = 0; step < 3; step += 1) await ring();
    expect(world.box.versions.has('v2')).toBe(true);
  });

  it('lets the sweep find labels that nobody learns from', async () => {
    await restarted().wake();
    expect(alarmMs).toBe(nowMs + 30_000);
    world.box.state = { ...world.box.state, trainedLabelsVersion: 2 };
    db = new DatabaseSync(':memory:');
    alarmMs = null;
    await restarted().wake();
    expect(alarmMs).toBeNull();
  });

  it('asks for history only where the owner allows it', async () => {
    let read = 0;
    const more = {
      history: async () => {
        read += 1;
        return [{ text: 'may i bring this lamp back to you', intent: 'returns' }];
      },
    };
    for (const on of [false, true]) {
      world.box.state = { ...world.box.state, selfTraining: on, pinned: true };
      await restarted(more).request();
      for (let step = 0; step < 3; step += 1) await ring(restarted(more));
    }
    expect(read).toBe(1);
    expect([...world.box.versions.values()].map(({ selfLabelled }) => selfLabelled)).toEqual([0, 1]);
  });
});
