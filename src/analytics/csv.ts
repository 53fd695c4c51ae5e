/** The figures as a sheet: one row for each group, then the total. */
import Papa from 'papaparse';
import type { GroupFigures } from './figures.ts';
import type { Stats } from './report.ts';

type Cell = string | number | null;

/** A cell that a spreadsheet would take for a formula, ASCII or full-width. Such a cell gets a leading apostrophe. */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

const COLUMNS: readonly (readonly [string, (figures: GroupFigures) => Cell | undefined])[] = [
  ['messages_in', (f) => f.messages?.in],
  ['messages_out', (f) => f.messages?.out],
  ['conversations', (f) => f.conversations],
  ['first_response_median_ms', (f) => f.firstResponse?.medianMs],
  ['first_response_p90_ms', (f) => f.firstResponse?.p90Ms],
  ['closed', (f) => f.deflection?.closed],
  ['confirmed', (f) => f.deflection?.confirmed],
  ['assumed', (f) => f.deflection?.assumed],
  ['abandoned', (f) => f.deflection?.abandoned],
  ['reopened', (f) => f.deflection?.reopened],
  ['handed_off', (f) => f.deflection?.handedOff],
  ['hand_off_rate', (f) => f.handOff?.rate],
  ['opt_outs', (f) => f.consent?.optOuts],
  ['sent', (f) => f.sends?.sent],
  ['failed', (f) => f.sends?.failed],
  ['denied', (f) => f.sends?.denied],
  ['cancelled', (f) => f.sends?.cancelled],
  ['expired', (f) => f.sends?.expired],
  ['unknown', (f) => f.sends?.unknown],
  ['segments', (f) => f.sends?.segments],
  ['delivered', (f) => f.deliveries?.delivered],
  ['cost_model_micro_usd', (f) => f.costMicroUsd?.model],
  ['cost_carrier_micro_usd', (f) => f.costMicroUsd?.carrier],
  ['cost_infrastructure_micro_usd', (f) => f.costMicroUsd?.infrastructure],
  ['cost_per_conversation_micro_usd', (f) => f.costMicroUsd?.perConversation],
];

/** An empty cell = not kept for this way of cutting, or nothing to divide by. */
export function statsCsv(stats: Stats): string {
  const rows: readonly { key: string; figures: GroupFigures }[] = [
    ...stats.groups,
    { key: 'total', figures: stats.total },
  ];
  return Papa.unparse(
    {
      fields: [stats.by, ...COLUMNS.map(([name]) => name)],
      data: rows.map(({ key, figures }) => [key, ...COLUMNS.map(([, cell]) => cell(figures) ?? '')]),
    },
    { escapeFormulae: FORMULA, newline: '\r\n' },
  );
}
