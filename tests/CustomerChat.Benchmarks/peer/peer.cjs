// offline-directline with an echo bot, both on one port that the system gives; prints the address of its Direct Line.
const express = require('express');
const { getRouter } = require('offline-directline');

const app = express();
app.post('/api/messages', express.json(), async (request, response) => {
  response.status(200).send();
  const activity = request.body;
  if (activity.type !== 'message' || !activity.text) return;
  await fetch(`${activity.serviceUrl}/v3/conversations/${activity.conversation.id}/activities`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ type: 'message', text: activity.text, from: activity.recipient ?? { id: 'bot' }, recipient: activity.from, conversation: activity.conversation, replyToId: activity.id }),
  });
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = `http://127.0.0.1:${server.address().port}`;
  app.use(getRouter(address, `${address}/api/messages`, true));
  console.log(`Direct Line: ${address}/directline/`);
});
