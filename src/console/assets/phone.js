// The try-it phone: texts go to the simulated provider, which calls the gateway's hook as the real one would.

const list = document.getElementById('messages');
const form = document.getElementById('send');
const input = document.getElementById('text');
const trouble = document.getElementById('trouble');
const numbers = document.getElementById('numbers');
const known = new Map();
let shop = '';
let customer = sessionStorage.getItem('phone') ?? newNumber();

start();

async function start() {
  const response = await fetch('/demo').catch(() => null);
  const demo = response?.ok ? await response.json() : { connections: [] };
  shop = demo.connections.find((connection) => connection.channel === 'sms')?.address ?? '';
  if (shop === '') {
    trouble.textContent = 'The demo shop has no SMS number. Start the gateway with npm start.';
    return;
  }
  show();
  poll();
}

function show() {
  numbers.textContent = `You are ${customer}, the shop is ${shop}`;
}

/** 555-0100 to 555-0199: numbers that no network gives to anybody. */
function newNumber() {
  const pick = (choices) => choices[Math.floor(Math.random() * choices.length)];
  const area = pick(['202', '212', '303', '312', '404', '415', '503', '617', '713', '808']);
  const number = `+1${area}55501${String(Math.floor(Math.random() * 100)).padStart(2, '0')}`;
  sessionStorage.setItem('phone', number);
  return number;
}

async function poll() {
  if (document.visibilityState === 'visible') await read();
  setTimeout(poll, 1000);
}

async function read() {
  const asked = customer;
  const response = await fetch(`/demo/phone/messages?customer=${encodeURIComponent(asked)}`).catch(
    () => null,
  );
  if (!response?.ok || asked !== customer) {
    trouble.textContent = response?.ok ? '' : 'The simulated provider does not answer.';
    return;
  }
  trouble.textContent = '';
  for (const message of (await response.json()).messages) {
    if (known.has(message.id)) continue;
    const item = document.createElement('li');
    item.dir = 'auto';
    item.className = message.mine ? 'mine' : '';
    item.textContent = message.text;
    known.set(message.id, item);
    list.append(item);
    list.scrollTop = list.scrollHeight;
  }
}

async function say(text) {
  const response = await fetch('/demo/phone/text', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from: customer, to: shop, text }),
  }).catch(() => null);
  if (!response?.ok) trouble.textContent = 'The text could not be sent. Is the gateway still running?';
  await read();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = input.value.trim();
  input.value = '';
  if (text !== '' && shop !== '') say(text);
});
for (const button of document.querySelectorAll('[data-say]')) {
  button.addEventListener('click', () => shop !== '' && say(button.dataset.say));
}
document.getElementById('new-customer').addEventListener('click', () => {
  customer = newNumber();
  known.clear();
  list.replaceChildren();
  show();
});
