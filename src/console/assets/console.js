// Makes the console's pages live and quick by keyboard. Without it every page still works.
// The server renders everything: a change means that `#live` of this same page is read again.

const live = document.getElementById('live');
const status = document.getElementById('live-status');

if (live?.dataset.socket) follow(new URL(live.dataset.socket, location.href));
document.addEventListener('keydown', onKey);
setInterval(showAges, 20_000);
scrollToNewest();

/**
 * Keeps a socket open, and reads the page again after every change and every time the socket opens: what changed between the page and
 * its socket was told to nobody. One reading at a time, so that an older page never replaces a newer one.
 */
function follow(url) {
  url.protocol = url.protocol.replace('http', 'ws');
  let tries = 0;
  let asked;
  let reading = Promise.resolve();
  const ask = (afterMs = 120) => {
    clearTimeout(asked);
    asked = setTimeout(() => {
      reading = reading.then(refresh).then((done) => {
        if (!done) ask(3_000);
      });
    }, afterMs);
  };
  const open = () => {
    const socket = new WebSocket(url);
    const pinging = setInterval(() => socket.readyState === WebSocket.OPEN && socket.send('ping'), 25_000);
    socket.addEventListener('open', () => {
      ask(0);
      tries = 0;
      status.textContent = 'Live';
    });
    socket.addEventListener('message', ({ data }) => {
      if (data !== 'pong') ask();
    });
    socket.addEventListener('close', () => {
      clearInterval(pinging);
      tries += 1;
      status.textContent = 'Not live at the moment, trying again';
      if (tries % 3 === 0) ask();
      setTimeout(open, Math.min(30_000, 500 * 2 ** tries) * (0.6 + 0.4 * Math.random()));
    });
  };
  open();
}

/** False when the page could not be read and should be asked for again. */
async function refresh() {
  const response = await fetch(location.href, { redirect: 'manual' }).catch(() => null);
  // Signed out, or gone: let the server say so.
  if (response?.type === 'opaqueredirect' || response?.status === 401) {
    location.reload();
    return true;
  }
  const html = response?.ok ? await response.text().catch(() => null) : null;
  if (html === null) return false;
  const page = new DOMParser().parseFromString(html, 'text/html');
  const next = page.getElementById('live');
  if (next === null) return true;
  const focused = live.contains(document.activeElement) ? document.activeElement.id : '';
  const opened = [...live.querySelectorAll('details[open]')].map((details) => details.id);
  const atEnd = innerHeight + scrollY > document.body.scrollHeight - 200;
  const before = newest();
  live.replaceChildren(...next.childNodes);
  document.title = page.title;
  for (const id of opened) document.getElementById(id)?.setAttribute('open', '');
  if (focused !== '') document.getElementById(focused)?.focus();
  if (atEnd) scrollToNewest();
  // Read out by screen readers: the last thing said, or how many wait.
  if (before !== newest()) status.textContent = newest();
  return true;
}

function newest() {
  const said = [...live.querySelectorAll('.entry .text')].at(-1) ?? live.querySelector('.count');
  return said?.textContent || 'Nobody is waiting';
}

/** A conversation is read from its end. */
function scrollToNewest() {
  const entries = document.querySelector('.entries');
  if (entries !== null && location.search === '' && location.hash === '') {
    document.querySelector('.answer')?.scrollIntoView({ block: 'end' });
  }
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest('input, textarea, select')) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const items = [...document.querySelectorAll('[data-keys="list"] a')];
  if (step !== undefined && items.length > 0) {
    const at = items.indexOf(document.activeElement);
    const to =
      at === -1 ? (step === 1 ? 0 : items.length - 1) : Math.max(0, Math.min(items.length - 1, at + step));
    event.preventDefault();
    items[to].focus();
    return;
  }
  const target = [...document.querySelectorAll('[data-key]')].find((node) => node.dataset.key === event.key);
  if (target === undefined) return;
  event.preventDefault();
  if (target.tagName === 'A') target.click();
  else target.focus();
}

function showAges() {
  for (const time of document.querySelectorAll('[data-age]')) {
    const minutes = Math.max(0, Math.floor((Date.now() - Number(time.dataset.age)) / 60_000));
    if (minutes < 1) time.textContent = 'just now';
    else if (minutes < 60) time.textContent = `${minutes} min`;
    else if (minutes < 2_880) time.textContent = `${Math.floor(minutes / 60)} h`;
    else time.textContent = `${Math.floor(minutes / 1_440)} days`;
  }
}
