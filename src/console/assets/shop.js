// Embeds the widget as a shop does with one line of HTML:
//   <script src="https://your-gateway/widget.js" data-connection="con_..." async></script>
// Only the connection's id is looked up first, because each local gateway has its own.

const response = await fetch('/demo').catch(() => null);
const demo = response?.ok ? await response.json() : { connections: [] };
const chat = demo.connections.find((connection) => connection.channel === 'webchat');
if (chat === undefined) {
  document.getElementById('trouble').textContent =
    'The demo shop has no web chat. Start the gateway with npm start.';
} else {
  const script = document.createElement('script');
  script.src = '/widget.js';
  script.async = true;
  script.dataset.connection = chat.id;
  script.dataset.title = 'Ask Bluebird Bikes';
  document.head.append(script);
}
