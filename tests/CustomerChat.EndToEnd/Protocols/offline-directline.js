// offline-directline from npm, unchanged, with a bot that says texts back.
// node offline-directline.js <port, 0 = any> <conversations must be started first: true|false>
const express = require('express');
const { getRouter } = require('offline-directline');

const [port, conversationInitRequired] = process.argv.slice(2);
const app = express();

app.post('/bot', express.json(), async (request, response) => {
  const { type, text, serviceUrl, conversation } = request.body;
  if (type === 'message') {
    console.log(`Bot was told: ${text}`);
    await fetch(`${serviceUrl}/v3/conversations/${conversation.id}/activities`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ type: 'message', text: `You said: ${text}` }),
    });
  }

  response.sendStatus(200);
});

const server = app.listen(Number(port), '127.0.0.1', () => {
  const address = `http://127.0.0.1:${server.address().port}`;
  app.use(getRouter(address, `${address}/bot`, conversationInitRequired === 'true'));
  console.log(`Direct Line: ${address}`);
});
server.on('error', error => {
  console.error(error.code === 'EADDRINUSE' ? 'address already in use' : error);
  process.exit(1);
});
