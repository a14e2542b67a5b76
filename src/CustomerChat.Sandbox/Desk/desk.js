'use strict';
const $ = id => document.getElementById(id);
let credentials = null;
let current = null;

async function call(method, path, body) {
  const response = await fetch('/api/v2/me' + path, {
    method,
    headers: { 'Authorization': 'Basic ' + credentials, 'Content-Type': 'application/json', 'X-Requested-With': 'desk' },
    body: body && JSON.stringify(body),
  });
  const reply = await response.json();
  if (reply.statusCode !== 0) throw new Error(reply.statusMessage);
  return reply;
}

const operate = (id, operationName, more) => call('POST', '/chats/' + encodeURIComponent(id), { operationName, ...more });

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  made.textContent = text;
  Object.assign(made, attributes);
  return made;
}

function describe(message) {
  const who = message.from.nickname + (message.from.type === 'Customer' ? '' : ' (' + message.from.type.toLowerCase() + ')');
  switch (message.type) {
    case 'ParticipantJoined': return who + ' joined.';
    case 'ParticipantLeft': return who + ' left.';
    case 'TypingStarted': case 'TypingStopped': return null;
    default: return who + ': ' + (message.text ?? message.noticeText ?? message.url ?? '');
  }
}

async function refresh() {
  const { chats } = await call('GET', '/chats?fields=*');
  const items = chats.map(chat => {
    const item = element('li', '');
    const label = chat.nickname + ': ' + chat.subject + (chat.state === 'WaitingForAgent' ? ' (waiting ' + chat.waitingSeconds + ' s)' : '');
    const open = element('button', label, { onclick: () => { current = chat; run(refresh); } });
    open.setAttribute('aria-current', String(current?.id === chat.id));
    item.append(open);
    if (chat.state === 'WaitingForAgent') {
      item.append(' ', element('button', 'Accept', {
        onclick: () => run(async () => { current = chat; await operate(chat.id, 'Accept', { nickname: $('user').value }); await refresh(); }),
      }));
    }
    return item;
  });
  $('chats').replaceChildren(...items);
  if (current) {
    $('chat-title').textContent = current.nickname + ': ' + current.subject;
    const { messages } = await call('GET', '/chats/' + encodeURIComponent(current.id) + '/messages');
    const lines = messages.map(describe).filter(line => line !== null).map(line => element('p', line));
    const log = $('log');
    const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 20;
    log.replaceChildren(...lines);
    if (atEnd) log.scrollTop = log.scrollHeight;
  }
}

async function run(action) {
  try {
    await action();
    $('status').textContent = '';
  } catch (error) {
    $('status').textContent = error.message;
  }
}

$('login').onsubmit = event => {
  event.preventDefault();
  run(async () => {
    credentials = btoa(String.fromCharCode(...new TextEncoder().encode($('user').value + ':' + $('password').value)));
    await call('POST', '', { operationName: 'StartContactCenterSession', channels: ['chat'] });
    $('login').hidden = true;
    $('desk').hidden = false;
    await refresh();
    setInterval(() => run(refresh), 1000);
  });
};

$('reply').onsubmit = event => {
  event.preventDefault();
  const text = $('text').value;
  run(async () => {
    await operate(current.id, 'SendMessage', { text });
    $('text').value = '';
    await refresh();
  });
};

$('complete').onclick = () => run(async () => { await operate(current.id, 'Complete'); await refresh(); });
