/** The versions of the classifier: which answers whom, how they were judged, and the buttons to choose by hand. */
import { toRfc3339 } from '../../platform/clock.ts';
import type { ModelVersion, VersionState } from '../../understanding/releases.ts';
import type { TrainerStatus } from '../../understanding/trainer-api.ts';
import { countOf } from '../stats/figures-in-words.ts';

const PLACE = '/console/understanding';
const STATES: Readonly<Record<VersionState, string>> = {
  refused: 'Not good enough',
  ready: 'Ready',
  canary: 'Being tried',
  serving: 'Answers',
  retired: 'Retired',
  rolledBack: 'Rolled back',
};
const PHASES: Readonly<Record<TrainerStatus['training']['phase'], string>> = {
  idle: 'Nothing new to learn.',
  waiting: 'New labels are there: a training begins soon.',
  training: 'A new version is being trained.',
  judging: 'A new version is being judged.',
};

type VersionsProps = { status: TrainerStatus; mayTeach: boolean };

export function Versions({ status, mayTeach }: VersionsProps) {
  const { release, canary, versions, training } = status;
  const serving = release?.serving ?? 'default';
  const tried = release?.canary ?? null;
  return (
    <section class="card" id="versions">
      <h2>Versions</h2>
      <p>
        <b>{serving}</b> answers
        {tried === null
          ? ' everybody.'
          : `; ${tried.version} is tried on ${Math.round(tried.share * 100)} % of the conversations.`}{' '}
        {release?.pinned === true ? 'Pinned: nothing goes live by itself.' : ''}
      </p>
      {canary === null ? null : <p id="canary">{canary.sentence}</p>}
      <p>{PHASES[training.phase]}</p>
      {training.problem === null ? null : <p class="error">{training.problem}</p>}
      {mayTeach ? (
        <div class="row">
          {tried === null ? (
            <Press action={`${PLACE}/train`} text="Train now" />
          ) : (
            <Press action={`${PLACE}/roll-back`} text={`Stop trying ${tried.version}`} />
          )}
          {release?.pinned === true ? (
            <Press action={`${PLACE}/unpin`} text="Let new versions go live" />
          ) : null}
        </div>
      ) : null}
      <ol class="versions">
        {versions.map((version) => (
          <Version version={version} serving={serving} mayTeach={mayTeach} />
        ))}
        <li>
          <p>
            <b>default</b> {serving === 'default' ? 'Answers' : ''}
          </p>
          <p class="hint">What every business starts with.</p>
          {mayTeach && serving !== 'default' ? (
            <Press action={`${PLACE}/pin/default`} text="Pin default" />
          ) : null}
        </li>
      </ol>
      {mayTeach ? <SelfTraining isOn={release?.selfTraining ?? false} /> : null}
    </section>
  );
}

function Version({
  version,
  serving,
  mayTeach,
}: {
  version: ModelVersion;
  serving: string;
  mayTeach: boolean;
}) {
  const { gate, state, reason, examples, selfLabelled, createdAtMs } = version;
  return (
    <li>
      <p>
        <b>{version.version}</b> <span class={`tag state-${state}`}>{STATES[state]}</span>{' '}
        <time datetime={toRfc3339(createdAtMs)}>{toRfc3339(createdAtMs).slice(0, 10)}</time>
      </p>
      <p class="hint">
        {countOf(examples, 'example')}
        {selfLabelled === 0 ? '' : ` and ${countOf(selfLabelled, 'message')} of your history`}. {reason}
      </p>
      {gate === null || gate.broken.length === 0 ? null : (
        <details class="more">
          <summary>{countOf(gate.broken.length, 'held-out message')} that it no longer understands</summary>
          <ul>
            {gate.broken.map((text) => (
              <li dir="auto">{text}</li>
            ))}
          </ul>
        </details>
      )}
      {mayTeach && state !== 'refused' && version.version !== serving ? (
        <Press action={`${PLACE}/pin/${version.version}`} text={`Pin ${version.version}`} />
      ) : null}
    </li>
  );
}

function SelfTraining({ isOn }: { isOn: boolean }) {
  return (
    <form class="more" method="post" action={`${PLACE}/self-training`}>
      <input type="hidden" name="on" value={isOn ? 'no' : 'yes'} />
      <p class="hint">
        {isOn
          ? 'It also learns from messages that nobody has labelled, if it is very sure of them. Names, numbers and addresses are taken out first.'
          : 'It learns from your labels only. You can let it learn from messages that nobody has labelled, too: only those that it is very sure of, without names, numbers and addresses.'}
      </p>
      <button class="quiet" type="submit">
        {isOn ? 'Learn from labels only' : 'Learn from history too'}
      </button>
    </form>
  );
}

function Press({ action, text }: { action: string; text: string }) {
  return (
    <form method="post" action={action}>
      <button class="quiet" type="submit">
        {text}
      </button>
    </form>
  );
}
