/** Is an IP address one of the public internet? What is special, reserved or unknown is not. */

/** First bits, how many of them: RFC 6890 and its successors. */
const NOT_PUBLIC_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

export function isPublicAddress(text: string): boolean {
  const v4 = numberOfV4(text);
  if (v4 !== null) return isPublicV4(v4);
  const groups = groupsOfV6(text);
  return groups !== null && isPublicV6(groups);
}

function isPublicV4(address: number): boolean {
  return !NOT_PUBLIC_V4.some(([from, bits]) => {
    const size = 2 ** (32 - bits);
    return Math.floor(address / size) === Math.floor((numberOfV4(from) ?? 0) / size);
  });
}

/** Only 2000::/3 is given out; in it, what wraps an IPv4 address or is for examples and tunnels is not public. */
function isPublicV6(groups: readonly number[]): boolean {
  const [first = 0, second = 0] = groups;
  if (first < 0x2000 || first > 0x3fff) return false;
  if (first === 0x2002) return isPublicV4((second * 0x10000 + (groups[2] ?? 0)) >>> 0);
  if (first === 0x2001 && (second < 0x200 || second === 0xdb8)) return false;
  return !(first === 0x3fff && second < 0x1000);
}

function numberOfV4(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function groupsOfV6(text: string): number[] | null {
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined || text.includes('.') || !/^[0-9a-f:]+$/i.test(text)) return null;
  const read = (side: string) =>
    side === '' ? [] : side.split(':').map((group) => Number.parseInt(group, 16));
  const start = read(head);
  const end = tail === undefined ? [] : read(tail);
  const missing = 8 - start.length - end.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...start, ...Array.from({ length: tail === undefined ? 0 : missing }, () => 0), ...end];
  return groups.every((group) => group >= 0 && group <= 0xffff) ? groups : null;
}
