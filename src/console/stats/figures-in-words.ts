/** Numbers as an owner says them. */

/** `$1.93`, `$0.35`, and below a cent `$0.0012`. */
export function moneyInWords(microUsd: number): string {
  const dollars = microUsd / 1_000_000;
  if (microUsd === 0) return '$0';
  if (dollars < 0.01) return `$${Number(dollars.toPrecision(2)).toFixed(6).replace(/0+$/, '')}`;
  return dollars.toLocaleString('en-US', { style: 'currency', currency: 'USD' });
}

export function waitInWords(waitMs: number): string {
  if (waitMs < 1_000) return 'less than a second';
  const seconds = Math.round(waitMs / 1000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

export function countInWords(n: number): string {
  return n.toLocaleString('en-US');
}

/** `1 conversation`, `12 conversations` */
export function countOf(n: number, one: string, many = `${one}s`): string {
  return `${countInWords(n)} ${n === 1 ? one : many}`;
}

export function shareInWords(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}

const DAY = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'short',
});

/** `2026-11-23` -> `Nov 23` */
export function dayInWords(day: string): string {
  return DAY.format(Date.parse(`${day}T00:00:00Z`));
}
