// offline-directline with an echo bot behind it. Arguments: its port, the bot's port.
const express = require('express');
const directline = require('offline-directline');

const [port, botPort] = process.argv.slice(2).map(Number);
const bot = express();
bot.use(express.json());
bot.post('/api/messages', async (request, response) => {
  response.status(200).send();
  const activity = request.body;
  if (activity.type !== 'message' || !activity.text) return;
  await fetch(`${activity.serviceUrl}/v3/conversations/${activity.conversation.id}/activities`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ type: 'message', text: activity.text, from: activity.recipient ?? { id: 'bot' }, recipient: activity.from, conversation: activity.conversation, replyToId: activity.id }),
  });
});
bot.listen(botPort, '127.0.0.1', () => directline.initializeRoutes(express(), port, `http://127.0.0.1:${botPort}/api/messages`));
