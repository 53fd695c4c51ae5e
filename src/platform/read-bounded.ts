/** Bodies from outside: a length that is announced may be a lie, and a body may unfold while it is read. */

/** Null beyond `maxBytes`: the rest is not waited for, nor kept. No body is an empty one. */
export async function readBounded(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array | null> {
  if (body === null) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/**
 * The same of an answer, as UTF-8; what is none becomes the sign for it. The runtime holds a sender to the length that it announces:
 * a short body that is not packed needs no counting.
 */
export async function readBoundedText(
  answer: Pick<Response, 'headers' | 'body' | 'text'>,
  maxBytes: number,
): Promise<string | null> {
  const announced = answer.headers.get('content-length');
  if (announced !== null && Number(announced) <= maxBytes && answer.headers.get('content-encoding') === null)
    return answer.text();
  const bytes = await readBounded(answer.body, maxBytes);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}
