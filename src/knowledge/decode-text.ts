/** Bytes as text, by what they say of themselves; what fits no character set becomes U+FFFD, which the readers refuse. */

const META = /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})/i;

/** @param declared the charset of a Content-Type, if any; a byte order mark counts more, a page's own word less */
export function decodeText(bytes: Uint8Array, declared: string | null, isHtml = false): string {
  const marked = markOf(bytes);
  const charset = marked ?? declared ?? (isHtml ? META.exec(asciiStart(bytes))?.[1] : null) ?? 'utf-8';
  return decoderOf(charset).decode(bytes);
}

export function charsetOf(contentType: string | null): string | null {
  return /;\s*charset\s*=\s*"?([a-z0-9_:.-]{2,40})/i.exec(contentType ?? '')?.[1] ?? null;
}

function markOf(bytes: Uint8Array): string | null {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  return a === 0xfe && b === 0xff ? 'utf-16be' : null;
}

function asciiStart(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 2_000));
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder('utf-8');
  }
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
