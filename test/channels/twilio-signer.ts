/** Signs as Twilio does, on Web Crypto alone, so that tests inside the Workers runtime can sign too. */

/** A hook call in the plainest shape: what a test sends, whatever it sends it with. */
export type HookRequest = { method: string; url: string; headers: [string, string][]; body: string };

export async function twilioSignature(
  authToken: string,
  url: string,
  params: Iterable<[string, string]>,
): Promise<string> {
  const pairs = [...new Set([...params].map(([name, value]) => JSON.stringify([name, value])))];
  const sorted = pairs
    .map((pair): [string, string] => JSON.parse(pair))
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]));
  const data = url + sorted.flat().join('');
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey(
    'raw',
    bytes.encode(authToken),
    { name: 'HMAC', hash: 'SHA-1' },
    false,
    ['sign'],
  );
  const digest = await crypto.subtle.sign('HMAC', key, bytes.encode(data));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

/** A form call of Twilio's, signed. */
export async function signedForm(
  authToken: string,
  url: string,
  fields: Record<string, string>,
): Promise<HookRequest> {
  const params = Object.entries(fields);
  return {
    method: 'POST',
    url,
    headers: [
      ['content-type', 'application/x-www-form-urlencoded; charset=UTF-8'],
      ['x-twilio-signature', await twilioSignature(authToken, url, params)],
    ],
    body: new URLSearchParams(params).toString(),
  };
}

/** A JSON call of Twilio's: the signature covers the URL, which carries the hash of the body. */
export async function signedJson(authToken: string, url: string, body: string): Promise<HookRequest> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body)));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const hashed = `${url}${url.includes('?') ? '&' : '?'}bodySHA256=${hash}`;
  return {
    method: 'POST',
    url: hashed,
    headers: [
      ['content-type', 'application/json'],
      ['x-twilio-signature', await twilioSignature(authToken, hashed, [])],
    ],
    body,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
