/** What an owner wants to know, in sentences, before any picture. */
import type { Figures } from '../../analytics/figures.ts';
import { countInWords, countOf, moneyInWords, waitInWords } from './figures-in-words.ts';

export function Sentences({ figures }: { figures: Figures }) {
  const { deflection, firstResponse, conversations, handOff, consent, costMicroUsd: cost } = figures;
  const answered = deflection.confirmed + deflection.assumed;
  return (
    <div class="sentences">
      {deflection.closed === 0 ? (
        <p>
          <b>{countOf(conversations, 'conversation')}</b> began; none has ended yet
          {handOff.requests === 0 ? '' : `, ${countOf(handOff.requests, 'time')} a person was asked for`}.
        </p>
      ) : (
        <>
          <p>
            Shopbell answered{' '}
            <b>
              {countInWords(answered)} of {countOf(deflection.closed, 'conversation')}
            </b>
            {deflection.confirmed === 0
              ? ''
              : `; ${countOf(deflection.confirmed, 'customer')} said that it helped`}
            .
          </p>
          <p>
            <b>{countInWords(deflection.handedOff)}</b> went to you
            {deflection.abandoned === 0
              ? ''
              : `; ${countInWords(deflection.abandoned)} left without an answer`}
            {deflection.reopened === 0 ? '' : `; ${countInWords(deflection.reopened)} came back`}.
          </p>
        </>
      )}
      {firstResponse.medianMs === null ? null : (
        <p>
          The median first answer took <b>{waitInWords(firstResponse.medianMs)}</b>
          {firstResponse.p90Ms === null
            ? ''
            : `; nine in ten took at most ${waitInWords(firstResponse.p90Ms)}`}
          .
        </p>
      )}
      <p>
        It cost <b>{moneyInWords(cost.total)}</b>
        {cost.carrier === 0 ? '' : `, of which ${moneyInWords(cost.carrier)} went to the carriers`}
        {cost.perConversation === null ? '' : `: ${moneyInWords(cost.perConversation)} a conversation`}.
      </p>
      {consent.optOuts === 0 ? null : (
        <p>
          <b>{countOf(consent.optOuts, 'customer')}</b> asked for no more messages.
        </p>
      )}
    </div>
  );
}
