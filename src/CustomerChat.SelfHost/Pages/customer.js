'use strict';
// The contact centre's id comes from an administrator and is a constant of the page: here the sandbox's.
const contactCenterId = '11111111-1111-4111-8111-111111111111';
const $ = id => document.getElementById(id);
let chat = null;
let next = 1;

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { 'ContactCenterId': contactCenterId, 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const reply = await response.json();
  if (reply.statusCode !== 0) throw new Error(reply.statusMessage);
  return reply;
}

function show(message) {
  const who = message.from.nickname;
  const line = {
    ParticipantJoined: who + ' joined.', ParticipantLeft: who + ' left.', TypingStarted: null, TypingStopped: null,
  }[message.type];
  if (line === null) return;
  const p = document.createElement('p');
  p.textContent = line ?? who + ': ' + (message.text ?? message.noticeText ?? message.url ?? '');
  $('log').append(p);
  p.scrollIntoView();
}

async function poll() {
  try {
    const { messages } = await call('GET', chat + '/messages?index=' + next);
    messages.forEach(show);
    if (messages.length) next = messages.at(-1).index + 1;
    const { chat: { state } } = await call('GET', chat);
    $('status').textContent = { WaitingForAgent: 'Waiting for an agent…', Chatting: 'Connected.', Idle: 'The chat has ended.' }[state];
    $('post').hidden = state === 'Idle';
    if (state === 'Idle') { $('open').hidden = false; return; }
  } catch (error) {
    $('status').textContent = 'No connection; trying again. (' + error.message + ')';
  }
  setTimeout(poll, 1000);
}

$('open').onsubmit = async event => {
  event.preventDefault();
  try {
    const reply = await call('POST', '/api/v2/chats', { operationName: 'RequestChat', nickname: $('nickname').value, subject: $('subject').value });
    [chat, next] = [reply.path, 1];
    $('open').hidden = true;
    $('post').hidden = false;
    $('log').replaceChildren();
    poll();
  } catch (error) {
    $('status').textContent = error.message;
  }
};

$('post').onsubmit = async event => {
  event.preventDefault();
  const text = $('text').value;
  try {
    await call('POST', chat, { operationName: 'SendMessage', text });
    $('text').value = '';
  } catch (error) {
    $('status').textContent = 'Not sent, try again. (' + error.message + ')';
  }
};

$('end').onclick = () => call('POST', chat, { operationName: 'Complete' }).catch(error => { $('status').textContent = error.message; });
