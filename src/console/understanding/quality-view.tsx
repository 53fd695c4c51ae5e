/** How well messages were understood: sentences first, then the days and the versions behind them. */
import type { Quality, QualityDay } from '../../analytics/quality.ts';
import { Bars, Table } from '../stats/charts.tsx';
import { countInWords, countOf, dayInWords, shareInWords } from '../stats/figures-in-words.ts';

export function QualityView({ quality }: { quality: Quality }) {
  const { total, days, versions } = quality;
  if (total.turns === 0) {
    return (
      <section class="card">
        <h2>How well it understands</h2>
        <p>
          No customer wrote from {dayInWords(quality.from)} to {dayInWords(quality.to)}.
        </p>
      </section>
    );
  }
  const drifted = days.filter(({ drift }) => drift.intents?.beyondChance || drift.confidence?.beyondChance);
  return (
    <section class="card">
      <h2>
        How well it understands, {dayInWords(quality.from)} to {dayInWords(quality.to)}
      </h2>
      <p>
        Of <b>{countOf(total.turns, 'message')}</b> people corrected <b>{countInWords(total.corrected)}</b> (
        {shareInWords(total.corrected, total.turns)}); {countInWords(total.outOfScope)} (
        {shareInWords(total.outOfScope, total.turns)}) were taken for none of your intents;{' '}
        {countInWords(total.handedOff)} went to a person.
      </p>
      <p>
        {drifted.length === 0
          ? 'What customers ask has not changed by more than chance.'
          : `On ${countOf(drifted.length, 'day')} customers asked for other things than in the four weeks before, the last time on ${dayInWords(drifted.at(-1)?.day ?? quality.to)}.`}
      </p>
      {total.corrected === 0 ? null : <Corrected days={days} />}
      <Table
        summary="Day by day"
        head={[
          'Day',
          'Messages',
          'Corrected',
          'No intent',
          'To a person',
          'Drift of intents',
          'Of confidence',
        ]}
        rows={days
          .filter((day) => day.turns > 0 || day.corrected > 0)
          .map((day) => [
            dayInWords(day.day),
            countInWords(day.turns),
            countInWords(day.corrected),
            shareInWords(day.outOfScope, day.turns),
            countInWords(day.handedOff),
            driftInWords(day.drift.intents),
            driftInWords(day.drift.confidence),
          ])}
      />
      <Table
        summary="By version"
        head={['Version', 'Messages', 'Corrected', 'No intent', 'To a person']}
        rows={versions.map((one) => [
          <code>{one.version}</code>,
          countInWords(one.turns),
          `${countInWords(one.corrected)} (${shareInWords(one.corrected, one.turns)})`,
          shareInWords(one.outOfScope, one.turns),
          countInWords(one.handedOff),
        ])}
      />
    </section>
  );
}

function Corrected({ days }: { days: readonly QualityDay[] }) {
  const bars = days.map(({ day, corrected }) => ({
    label: dayInWords(day),
    value: corrected,
    shown: countInWords(corrected),
  }));
  return <Bars title="Messages corrected by people" unit="messages" bars={bars} />;
}

function driftInWords(drift: QualityDay['drift']['intents']): string {
  if (drift === null) return '–';
  return `${drift.divergence.toFixed(2)}${drift.beyondChance ? ', more than chance' : ''}`;
}
