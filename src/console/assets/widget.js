// Shopbell web chat. <script src="https://your-gateway/widget.js" data-connection="con_..." async></script>
// Optional: data-title="Chat with us", data-colour="#1f6f5c". Protocol: src/domain/chat-protocol.ts. Text is only ever set as text.
(() => {
  'use strict';
  const script = document.currentScript;
  const connection = script?.dataset.connection ?? '';
  if (!/^con_[a-z0-9]{4,40}$/.test(connection) || document.getElementById('shopbell-chat')) return;
  const base = new URL(script.src).origin;
  const storageKey = `shopbell:${connection}`;
  const OVERLAP = 20; // entries asked for again, and those of a page: as in the protocol
  const PAGE = 50;

  const el = (tag, props = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
      if (name in node) node[name] = value;
      else node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  };

  const host = el('div', { id: 'shopbell-chat' });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  root.adoptedStyleSheets = [sheet];
  const colour = script.dataset.colour ?? '';
  if (/^#[0-9a-f]{6}$/i.test(colour)) host.style.setProperty('--c', colour);
  const title = script.dataset.title || 'Chat with us';

  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('fill', 'currentColor');
  path.setAttribute('d', 'M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z');
  svg.append(path);
  const badge = el('b', { hidden: true });
  const bell = el('button', { className: 'bell', type: 'button', 'aria-expanded': 'false' }, svg, badge);
  const close = el('button', { type: 'button', 'aria-label': 'Close chat', textContent: '×' });
  const log = el('div', {
    className: 'log',
    role: 'log',
    'aria-live': 'off',
    'aria-label': 'Messages',
    tabIndex: 0,
  });
  const intro = el('p', {
    className: 'note',
    textContent: 'Ask us anything. An AI assistant answers first; you can ask for a person at any time.',
  });
  const typing = el('div', { className: 'typing', hidden: true, textContent: 'Writing …' });
  const status = el('div', { className: 'typing', role: 'status' });
  const input = el('textarea', {
    rows: 1,
    maxLength: 4000,
    'aria-label': 'Your message',
    placeholder: 'Write a message',
    dir: 'auto',
    enterKeyHint: 'send',
  });
  const form = el('form', {}, input, el('button', { type: 'submit', textContent: 'Send' }));
  const head = el('header', {}, el('h2', { textContent: title }), close);
  const panel = el(
    'div',
    { className: 'panel', role: 'dialog', 'aria-label': title, hidden: true },
    head,
    intro,
    log,
    typing,
    status,
    form,
  );
  root.append(bell, panel);

  // ---------- what is known
  const shown = new Map(); // seq -> element
  const waiting = new Map(); // client id -> { frame, node }: said, not yet seen in entries
  let lastSeq = 0;
  let asked = 0;
  let unread = 0;
  let acked = 0;
  let pass = read(); // { token, renewAtMs }
  let socket = null;
  let synced = false;
  let connecting = false;
  let tries = 0;
  let retryTimer, typingTimer, pingTimer, pongTimer;

  function read() {
    try {
      return JSON.parse(localStorage.getItem(storageKey));
    } catch {
      return null; // storage is blocked: the chat lives as long as the page
    }
  }
  function keep(value) {
    pass = value;
    try {
      localStorage.setItem(storageKey, JSON.stringify(value));
    } catch {}
  }

  // ---------- entries
  function bubble(entry) {
    const node = el('div', { className: `m ${entry.from}` });
    if (entry.from === 'person') node.append(el('div', { className: 'who', textContent: 'Our team' }));
    node.append(el('div', { className: 't', dir: 'auto', textContent: entry.text }));
    for (const item of entry.evidence ?? []) {
      const web = /^https?:\/\//i.test(item.url ?? '');
      const name = web
        ? el('a', {
            href: item.url,
            target: '_blank',
            rel: 'noopener noreferrer',
            textContent: item.title || item.url,
          })
        : el('span', { textContent: item.title });
      const source = el('div', { className: 'e', dir: 'auto' }, name);
      if (!entry.text.includes(item.quote)) source.append(el('q', { textContent: item.quote }));
      node.append(source);
    }
    if (entry.receiptId) {
      const receipt = el('a', { className: 'p', target: '_blank', rel: 'noopener noreferrer' });
      receipt.href = `${base}/a/${encodeURIComponent(entry.receiptId)}`;
      receipt.textContent = 'Why this answer';
      node.append(receipt);
    }
    if (entry.quickReplies?.length) {
      const row = el('div', { className: 'q' });
      for (const { title, payload } of entry.quickReplies) {
        const button = el('button', { type: 'button', textContent: title });
        button.addEventListener('click', () => say({ t: 'tap', id: newId(), payload, title }));
        row.append(button);
      }
      node.append(row);
    }
    return node;
  }

  function place(entry) {
    if (shown.has(entry.seq)) return;
    const node = bubble(entry);
    const mine = waiting.get(entry.clientId);
    if (entry.from === 'customer' && mine) {
      mine.node.remove();
      waiting.delete(entry.clientId);
    }
    node.dataset.seq = entry.seq;
    const after = [...log.children].find((other) => Number(other.dataset.seq ?? Infinity) > entry.seq);
    log.insertBefore(node, after ?? null);
    shown.set(entry.seq, node);
    intro.hidden = true;
    lastSeq = Math.max(lastSeq, entry.seq);
    if (entry.from !== 'customer' && synced && panel.hidden) unread += 1;
  }

  function say(frame) {
    const node = bubble({ from: 'customer', text: frame.text ?? frame.title });
    node.classList.add('wait');
    log.append(node);
    log.scrollTop = log.scrollHeight;
    waiting.set(frame.id, { frame, node });
    if (synced) post(frame);
    else connect();
    if (frame.t === 'tap') input.focus();
  }

  const newId = () => `w-${crypto.getRandomValues(new Uint32Array(3)).join('-')}`;
  const post = (frame) => socket?.readyState === 1 && socket.send(JSON.stringify(frame));

  function hello(since) {
    asked = since;
    post({ t: 'hello', v: 1, since });
  }

  function refresh() {
    badge.hidden = unread === 0;
    badge.textContent = String(unread);
    bell.setAttribute('aria-label', unread ? `${title}, ${unread} new` : title);
    if (!panel.hidden && synced && document.visibilityState === 'visible' && lastSeq > acked) {
      acked = lastSeq;
      post({ t: 'ack', seq: acked });
    }
  }

  // ---------- connection
  async function connect() {
    if (connecting || socket) return;
    connecting = true;
    clearTimeout(retryTimer);
    try {
      if (!pass?.token || tries > 1 || Date.now() > pass.renewAtMs) await session();
      open();
    } catch (error) {
      if (error.final) status.textContent = 'Chat is not available here.';
      else {
        // oxlint-disable-next-line no-console -- for the shop's developer
        console.warn(`Shopbell: no chat yet. Is ${location.origin} among the connection's allowed origins?`);
        again(error.waitMs);
      }
    }
    connecting = false;
  }

  /** A token that is still good is renewed and keeps the conversation. */
  async function session() {
    const response = await fetch(`${base}/chat/${connection}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(pass?.token ? { token: pass.token } : {}),
    });
    if (response.ok) return keep(await response.json());
    const error = new Error('no session');
    error.final = [400, 403, 404].includes(response.status);
    error.waitMs = 1000 * Number(response.headers.get('retry-after') ?? 0);
    throw error;
  }

  function open() {
    const url = `${base.replace(/^http/, 'ws')}/chat/${connection}/socket?token=${encodeURIComponent(pass.token)}`;
    const mine = new WebSocket(url);
    socket = mine;
    mine.addEventListener('open', () => {
      hello(Math.max(0, lastSeq - OVERLAP));
      pingTimer = setInterval(ping, 25000);
    });
    mine.addEventListener('message', ({ data }) => receive(data));
    mine.addEventListener('close', ({ code }) => socket === mine && lost(code));
  }

  function lost(code) {
    socket = null;
    synced = false;
    clearInterval(pingTimer);
    clearTimeout(pongTimer);
    if (code === 4401) tries = Math.max(tries, 2);
    again(code === 4429 ? 30000 : 0);
  }

  /** A connection that died silently is found out by an unanswered ping. */
  function ping() {
    if (document.visibilityState !== 'visible' || socket?.readyState !== 1) return;
    socket.send('ping');
    clearTimeout(pongTimer);
    pongTimer = setTimeout(() => {
      socket?.close();
      lost(0);
    }, 10000);
  }

  function again(waitMs = 0) {
    tries += 1;
    status.textContent = 'No connection. Your messages are kept and sent when it is back.';
    const backoffMs = Math.min(30000, 500 * 2 ** tries) * (0.6 + 0.4 * Math.random());
    clearTimeout(retryTimer);
    retryTimer = setTimeout(connect, Math.max(waitMs || 0, backoffMs));
  }

  function receive(data) {
    clearTimeout(pongTimer);
    if (data === 'pong') return;
    const frame = JSON.parse(data);
    if (frame.t === 'entries') {
      const bottom = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
      typing.hidden = true;
      frame.entries.forEach(place);
      if (frame.more) return hello(frame.entries.at(-1)?.seq ?? asked + PAGE);
      if (!synced) {
        synced = true;
        tries = 0;
        status.textContent = '';
        for (const { frame: unsent } of waiting.values()) post(unsent);
        setTimeout(() => log.setAttribute('aria-live', 'polite'), 200);
      }
      if (bottom) log.scrollTop = log.scrollHeight;
    } else if (frame.t === 'typing') {
      typing.hidden = false;
      clearTimeout(typingTimer);
      typingTimer = setTimeout(() => (typing.hidden = true), 5000);
    } else if (frame.t === 'error') {
      const refused = waiting.get(frame.id);
      const retry = frame.code === 'rate_limited' || frame.code === 'unavailable';
      if (refused && retry) setTimeout(() => waiting.has(frame.id) && post(refused.frame), 5000);
      if (refused && !retry) {
        refused.node.append(
          el('div', { className: 'note', role: 'alert', textContent: 'This message could not be sent.' }),
        );
        waiting.delete(frame.id);
      }
    }
    refresh();
  }

  // ---------- hands
  function toggle(show) {
    panel.hidden = !show;
    bell.setAttribute('aria-expanded', String(show));
    if (show) {
      unread = 0;
      connect();
      log.scrollTop = log.scrollHeight;
    }
    refresh();
    (show ? input : bell).focus();
  }
  function submit() {
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    say({ t: 'say', id: newId(), text });
  }
  bell.addEventListener('click', () => toggle(panel.hidden));
  close.addEventListener('click', () => toggle(false));
  panel.addEventListener('keydown', (event) => event.key === 'Escape' && toggle(false));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  addEventListener('online', () => {
    if (!panel.hidden || waiting.size) connect();
  });
  document.addEventListener('visibilitychange', refresh);

  refresh();
  // The look first: a chat without it would spill over the shop's page.
  fetch(`${base}/widget.css`)
    .then((response) => (response.ok ? response.text() : Promise.reject(new Error('no style'))))
    .then((css) => {
      sheet.replaceSync(css);
      document.documentElement.append(host);
      if (pass?.token) connect();
    })
    .catch(() => {});
})();
