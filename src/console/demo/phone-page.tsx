/** A phone to text the demo shop from, as its customer. Needs scripts: it polls the simulated provider. */
import { ConsolePage } from '../layout.tsx';

const SUGGESTIONS = [
  'What time do you close today?',
  'Where is my order BB-1001?',
  'I want to talk to a person',
  'STOP',
  'START',
];

export function PhonePage() {
  return (
    <ConsolePage
      title="Try-it phone"
      viewer={null}
      place="try"
      styles={['/demo.css']}
      scripts={['/phone.js']}
    >
      <section class="phone" aria-label="Phone of a customer">
        <header>
          <h1 id="shop-name">Text the shop</h1>
          <p>
            <span id="numbers">Looking for the shop’s number …</span>
          </p>
        </header>
        <ol id="messages" role="log" aria-label="Messages" aria-live="polite" tabindex={0}></ol>
        <form id="send">
          <input
            id="text"
            aria-label="Text message"
            placeholder="Text message"
            autocomplete="off"
            maxlength={1_600}
            dir="auto"
          />
          <button type="submit">Send</button>
        </form>
      </section>
      <p id="trouble" class="demo-links" role="status"></p>
      <div class="chips" aria-label="Suggestions" role="group">
        {SUGGESTIONS.map((text) => (
          <button class="quiet" type="button" data-say={text}>
            {text}
          </button>
        ))}
        <button class="quiet" type="button" id="new-customer">
          Be another customer
        </button>
      </div>
      <DemoLinks />
      <noscript>
        <p class="error">This page needs JavaScript.</p>
      </noscript>
    </ConsolePage>
  );
}

export function DemoLinks() {
  return (
    <p class="demo-links">
      <a href="/demo/phone">Phone</a> · <a href="/demo/shop">Shop with web chat</a> ·{' '}
      <a href="/console">Console</a>
    </p>
  );
}
