/** A person of the shop in the console of the running Worker: plain requests and forms, as a browser without scripts makes them. */
import { exports } from 'cloudflare:workers';

export const OWN_ORIGIN = 'http://localhost:8787';

/** Redirects are not followed. @param form absent = the page is read */
export function visit(
  path: string,
  cookie: string,
  form?: Record<string, string>,
  origin: string = OWN_ORIGIN,
): Promise<Response> {
  return exports.default.fetch(
    new Request(`${OWN_ORIGIN}${path}`, {
      redirect: 'manual',
      headers: { cookie, origin, 'content-type': 'application/x-www-form-urlencoded' },
      ...(form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form).toString() }),
    }),
  );
}

/** The cookie of the session that the key opens. */
export async function signInWith(key: string): Promise<string> {
  const answer = await visit('/console/sign-in', '', { key });
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}
