// The sandbox page: asks for the state once a second and shows what is new. Everything is put in as text, never as HTML.
const byId = (id) => document.getElementById(id);
const known = new Map();
let first = true;

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function button(text, act) {
  const node = element('button', 'quiet', text);
  node.type = 'button';
  node.addEventListener('click', act);
  return node;
}

function choose(form, mail) {
  const target = byId(`${form}-form`);
  target.elements.answerTo.value = mail.uid;
  const note = target.querySelector('.replying');
  note.hidden = false;
  note.textContent = `Answering: ${mail.subject}`;
  for (const fresh of target.querySelectorAll('.fresh')) fresh.hidden = true;
  target.querySelector('button').disabled = false;
  target.elements.text.focus();
}

function card(account, mail) {
  const item = element('li', first ? '' : 'new');
  item.append(element('div', 'subject', mail.subject || '(no subject)'));
  item.append(element('div', 'from', `from ${mail.from}${account === 'client' ? `, to ${mail.to}` : ''}`));
  if (mail.automatic) item.append(element('span', 'tag', 'automatic'));
  item.append(element('pre', '', mail.text.trim()));
  const row = element('div', 'row');
  row.append(button('Read whole', () => item.classList.toggle('open')));
  if (account !== 'support') {
    row.append(
      button('As it looks', () => {
        const shown = item.querySelector('iframe');
        if (shown) return shown.remove();
        const frame = element('iframe');
        frame.title = mail.subject;
        frame.setAttribute('sandbox', '');
        frame.src = `/mail/${account}/${mail.uid}`;
        item.append(frame);
      }),
    );
    row.append(button('Answer', () => choose(account, mail)));
  }
  item.append(row);
  setTimeout(() => item.classList.remove('new'), 1500);
  return item;
}

function showMails(account, mails) {
  for (const mail of mails) {
    const key = `${account} ${mail.uid}`;
    if (known.has(key)) continue;
    known.set(key, true);
    byId(account).prepend(card(account, mail));
  }
}

const time = (iso) => new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = (iso) =>
  iso ? new Date(iso).toLocaleString([], { weekday: 'short', hour: '2-digit', minute: '2-digit' }) : null;

function requestCard(request) {
  const box = element('article', 'request');
  box.dataset.number = request.number;
  const title = element('h3', '', `#${request.number} ${request.subject}`);
  title.append(element('span', 'state', request.state));
  box.append(title);
  const promise = day(request.deadlines.respond);
  box.append(
    element(
      'div',
      'from',
      `${request.client.name || request.client.address}${promise ? `, answer promised by ${promise}` : ''}`,
    ),
  );
  const list = element('ul', 'timeline');
  for (const event of request.events) {
    const line = element('li');
    line.append(element('b', '', event.kind.replaceAll('-', ' ')), ` ${time(event.time)}, by ${event.actor}`);
    if (event.reasons.length > 0) line.append(` (${event.reasons.map((reason) => reason.detail).join('; ')})`);
    list.append(line);
  }
  for (const delivery of request.deliveries) {
    const line = element('li');
    line.append(element('b', '', delivery.kind), ` to ${delivery.to}: ${delivery.state}`);
    list.append(line);
  }
  box.append(list);
  return box;
}

let shownRequests = '';
async function refresh() {
  const response = await fetch('/state');
  if (!response.ok) return;
  const state = await response.json();
  for (const account of ['client', 'support', 'staff']) showMails(account, state[account]);
  const requests = JSON.stringify(state.requests);
  if (requests !== shownRequests) {
    shownRequests = requests;
    byId('requests').replaceChildren(...state.requests.map(requestCard));
  }
  byId('queue').textContent = `Outbound queue: ${
    Object.entries(state.queue)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ') || 'empty'
  }`;
  first = false;
}

for (const name of ['client', 'staff']) {
  const form = byId(`${name}-form`);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const send = form.querySelector('button');
    send.disabled = true;
    const response = await fetch(`/${name}`, { method: 'POST', body: new FormData(form) });
    send.disabled = name === 'staff';
    if (!response.ok) return;
    form.reset();
    form.elements.answerTo.value = '';
    const note = form.querySelector('.replying');
    note.textContent = name === 'staff' ? 'Sent. Choose a mail below to answer it.' : '';
    note.hidden = name === 'client';
    for (const fresh of form.querySelectorAll('.fresh')) fresh.hidden = false;
    await refresh();
  });
}

await refresh();
setInterval(() => refresh().catch(() => undefined), 1000);
