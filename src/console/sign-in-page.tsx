/** The door of the console, and the page that says what went wrong. */
import { ConsolePage } from './layout.tsx';

type SignInProps = { error: string | null; to: string; local: boolean };

export function SignInPage({ error, to, local }: SignInProps) {
  return (
    <ConsolePage title="Sign in" viewer={null} place="none">
      <section class="card sign-in">
        <h1>Sign in</h1>
        <p>Use an API key of your shop that may answer conversations or see the figures.</p>
        <form method="post" action="/console/sign-in">
          <input type="hidden" name="to" value={to} />
          <label for="key">API key</label>
          {error === null ? null : (
            <p class="error" role="alert" id="key-error">
              {error}
            </p>
          )}
          <input
            id="key"
            name="key"
            type="password"
            autocomplete="current-password"
            required
            autofocus
            spellcheck={false}
            maxlength={200}
            aria-describedby={error === null ? undefined : 'key-error'}
          />
          <button type="submit">Sign in</button>
        </form>
        {local ? (
          <p class="hint">
            This is the local gateway: the demo shop’s key is shown at <a href="/demo">/demo</a> as{' '}
            <code>apiKey</code>.
          </p>
        ) : null}
      </section>
    </ConsolePage>
  );
}

export function TroublePage({ title, text }: { title: string; text: string }) {
  return (
    <ConsolePage title={title} viewer={null} place="none">
      <section class="card">
        <h1>{title}</h1>
        <p>{text}</p>
        <p>
          <a href="/console">Go to the console</a>
        </p>
      </section>
    </ConsolePage>
  );
}
