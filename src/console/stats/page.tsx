/** The figures as a page: sentences first, then pictures, each with its numbers behind it. No scripts, no inline styles. */
import { DEFINITIONS } from '../../analytics/definitions.ts';
import type { Figures, GroupFigures } from '../../analytics/figures.ts';
import type { Stats } from '../../analytics/report.ts';
import { ConsolePage, type Viewer } from '../layout.tsx';
import { channelInWords, reasonInWords } from '../words.ts';
import { Bars, StackedBar, Table, type Part } from './charts.tsx';
import { countInWords, dayInWords, moneyInWords, shareInWords, waitInWords } from './figures-in-words.ts';
import { Sentences } from './sentences.tsx';

export const PERIODS = [7, 30, 90] as const;
export type Period = (typeof PERIODS)[number];

export type StatsPageProps = {
  viewer: Viewer;
  businessName: string;
  days: Period;
  byDay: Stats;
  byChannel: Stats;
  byIntent: Stats;
};

export function StatsPage(props: StatsPageProps) {
  const { viewer, businessName, days, byDay } = props;
  const { total } = byDay;
  const happened = total.messages.in + total.messages.out + total.conversations + total.sends.failed > 0;
  return (
    <ConsolePage title="Stats" viewer={viewer} place="stats" styles={['/stats.css']}>
      <div class="title-row">
        <h1>
          <bdi>{businessName}</bdi>, {dayInWords(byDay.from)} to {dayInWords(byDay.to)}
        </h1>
        <nav class="periods" aria-label="Period">
          {PERIODS.map((period) => (
            <a href={`/console/stats?days=${period}`} aria-current={period === days ? 'true' : undefined}>
              {period} days
            </a>
          ))}
        </nav>
      </div>
      {happened ? (
        <StatsView {...props} />
      ) : (
        <div class="empty">
          <p>No customer wrote and nothing was sent in these {days} days.</p>
        </div>
      )}
    </ConsolePage>
  );
}

function StatsView({ days, byDay, byChannel, byIntent }: StatsPageProps) {
  const { total } = byDay;
  return (
    <div class="stats">
      <section class="card" aria-label="In short">
        <Sentences figures={total} />
      </section>
      {total.deflection.closed === 0 ? null : <Endings figures={total} byIntent={byIntent} />}
      <EachDay byDay={byDay} />
      {total.costMicroUsd.total === 0 ? null : <Cost figures={total} byChannel={byChannel} />}
      <Messages figures={total} byChannel={byChannel} />
      <p class="row">
        <a class="button" href={`/console/stats.csv?days=${days}`} download>
          Download as CSV
        </a>
        <span class="hint">{DEFINITIONS.days}</span>
      </p>
    </div>
  );
}

function Endings({ figures, byIntent }: { figures: Figures; byIntent: Stats }) {
  const { deflection } = figures;
  const parts = (
    [
      ['confirmed', 'Answered, confirmed'],
      ['assumed', 'Answered, assumed'],
      ['abandoned', 'Left without an answer'],
      ['reopened', 'Came back'],
      ['handedOff', 'Went to you'],
    ] as const
  ).map(([name, label]): Part => ({
    tone: name,
    label,
    value: deflection[name],
    shown: countInWords(deflection[name]),
    meaning: DEFINITIONS[name],
  }));
  const intents = byIntent.groups.filter(({ figures: f }) => (f.deflection?.closed ?? 0) > 0);
  return (
    <section class="card">
      <h2>How conversations ended</h2>
      <StackedBar title="How conversations ended" parts={parts} />
      <Table
        summary="By what they were about"
        head={['About', 'Ended', 'Confirmed', 'Assumed', 'No answer', 'Came back', 'To you']}
        rows={intents.map(({ key, figures: f }) => [
          <bdi>{key === 'none' ? 'Not understood' : reasonInWords(key)}</bdi>,
          countInWords(f.deflection?.closed ?? 0),
          ...parts.map(({ tone }) => countInWords(deflectionPart(f, tone))),
        ])}
      />
    </section>
  );
}

function deflectionPart(figures: GroupFigures, name: string): number {
  return new Map(Object.entries(figures.deflection ?? {})).get(name) ?? 0;
}

function EachDay({ byDay }: { byDay: Stats }) {
  const bars = byDay.groups.map(({ key, figures }) => ({
    label: dayInWords(key),
    value: figures.conversations ?? 0,
    shown: countInWords(figures.conversations ?? 0),
  }));
  return (
    <section class="card">
      <h2>Conversations a day</h2>
      <Bars title="Conversations a day" unit="conversations" bars={bars} />
      <Table
        summary="Day by day"
        head={['Day', 'Conversations', 'Messages in', 'Messages out', 'To you', 'Median answer', 'Cost']}
        rows={byDay.groups.map(({ key, figures: f }) => [
          dayInWords(key),
          countInWords(f.conversations ?? 0),
          countInWords(f.messages?.in ?? 0),
          countInWords(f.messages?.out ?? 0),
          countInWords(f.deflection?.handedOff ?? 0),
          f.firstResponse?.medianMs == null ? '–' : waitInWords(f.firstResponse.medianMs),
          moneyInWords(f.costMicroUsd?.total ?? 0),
        ])}
      />
    </section>
  );
}

function Cost({ figures, byChannel }: { figures: Figures; byChannel: Stats }) {
  const cost = figures.costMicroUsd;
  const part = (tone: 'carrier' | 'model' | 'infrastructure', label: string): Part => ({
    tone,
    label,
    value: cost[tone],
    shown: `${moneyInWords(cost[tone])} (${shareInWords(cost[tone], cost.total)})`,
  });
  return (
    <section class="card">
      <h2>What it cost</h2>
      <StackedBar
        title="What it cost"
        parts={[
          part('carrier', 'Carriers'),
          part('model', 'Language models'),
          part('infrastructure', 'Infrastructure'),
        ]}
      />
      <Table
        summary="By channel"
        head={['Channel', 'Carriers', 'Models', 'Infrastructure', 'A conversation']}
        rows={byChannel.groups.map(({ key, figures: f }) => [
          <bdi>{channelInWords(key)}</bdi>,
          moneyInWords(f.costMicroUsd?.carrier ?? 0),
          moneyInWords(f.costMicroUsd?.model ?? 0),
          moneyInWords(f.costMicroUsd?.infrastructure ?? 0),
          f.costMicroUsd?.perConversation == null ? '–' : moneyInWords(f.costMicroUsd.perConversation),
        ])}
      />
      <p class="hint">Fixed monthly fees of providers and of Cloudflare are not part of it.</p>
    </section>
  );
}

function Messages({ figures, byChannel }: { figures: Figures; byChannel: Stats }) {
  const { sends } = figures;
  const bad = sends.cancelled + sends.expired;
  const parts: Part[] = [
    { tone: 'sent', label: 'Sent', value: sends.sent, shown: countInWords(sends.sent) },
    { tone: 'failed', label: 'Could not be sent', value: sends.failed, shown: countInWords(sends.failed) },
    {
      tone: 'denied',
      label: 'Not allowed',
      value: sends.denied,
      shown: countInWords(sends.denied),
      meaning: 'Held back by consent, quiet hours, caps or the budget.',
    },
    {
      tone: 'dropped',
      label: 'Dropped in time',
      value: bad,
      shown: countInWords(bad),
      meaning: 'Overtaken by an opt-out or a person, or too late to be of use.',
    },
  ];
  return (
    <section class="card">
      <h2>Messages sent</h2>
      {parts.every((part) => part.value === 0) ? (
        <p>None.</p>
      ) : (
        <StackedBar title="Messages sent" parts={parts} />
      )}
      {sends.unknown === 0 ? null : (
        <p class="hint">
          {countInWords(sends.unknown)} times the provider did not say at once whether it had taken a message.
        </p>
      )}
      <Table
        summary="By channel"
        head={['Channel', 'In', 'Sent', 'Delivered', 'Failed', 'Not allowed', 'Opt-outs']}
        rows={byChannel.groups.map(({ key, figures: f }) => [
          <bdi>{channelInWords(key)}</bdi>,
          countInWords(f.messages?.in ?? 0),
          countInWords(f.sends?.sent ?? 0),
          countInWords(f.deliveries?.delivered ?? 0),
          countInWords(f.sends?.failed ?? 0),
          countInWords(f.sends?.denied ?? 0),
          countInWords(f.consent?.optOuts ?? 0),
        ])}
      />
    </section>
  );
}
