// Drafts: what is typed goes to the server a second later. Where that fails
// the tab keeps it, and sends it when the network or the session is back.
import { ask } from './ask.js';

const timers = new WeakMap();
const key = form => 'draft ' + form.dataset.draft;
const fields = form => new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === 'string'));

function later(form) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(save, 1000, form));
}

function settle(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
}

function say(form, text) {
  const status = form.querySelector('[data-draft-status]');
  if (status && text) status.textContent = text;
}

async function save(form) {
  settle(form);
  if (!form.isConnected || form.getAttribute('aria-busy')) return;
  const body = fields(form).toString();
  sessionStorage.setItem(key(form), body); // until the server has it: a sign-in may come between
  const { ok, html } = await ask(form.dataset.draft, { method: 'POST', body: new URLSearchParams(body) });
  const status = form.querySelector('[data-draft-status]');
  form.toggleAttribute('data-unsaved', !ok);
  if (!ok) return say(form, status?.dataset.unsaved);
  if (sessionStorage.getItem(key(form)) === body) forget(form);
  say(form, html.trim());
}

function forget(form) {
  settle(form);
  form.removeAttribute('data-unsaved');
  sessionStorage.removeItem(key(form));
}

const changed = e => {
  const form = e.target.form ?? e.target.closest?.('form');
  if (form?.dataset.draft && !e.target.closest('[data-no-draft]')) later(form);
};
document.addEventListener('input', changed);
document.addEventListener('change', changed);

const all = () => document.querySelectorAll('form[data-draft]');
const again = () => all().forEach(form => form.hasAttribute('data-unsaved') && save(form));
addEventListener('online', again);
document.addEventListener('signed-in', again);

document.addEventListener('submit', e => e.target.dataset.draft && settle(e.target));
document.addEventListener('htmx:after:request', e => {
  const { sourceElement: form, response } = e.detail.ctx;
  if (form.dataset?.draft && response.status < 400) forget(form);
});
document.addEventListener('htmx:error', e => {
  const form = e.detail.ctx?.sourceElement;
  if (form?.dataset?.draft) save(form);
});

addEventListener('beforeunload', e => {
  if ([...all()].some(form => form.hasAttribute('data-unsaved'))) e.preventDefault();
});
addEventListener('pagehide', () => {
  for (const form of all()) {
    if (timers.has(form)) ask(form.dataset.draft, { method: 'POST', body: fields(form), keepalive: true });
  }
});

// The tab still holds what the server never got: give it, and let the server
// draw the form with it.
for (const form of all()) {
  const kept = sessionStorage.getItem(key(form));
  if (kept === null) continue;
  ask(form.dataset.draft, { method: 'POST', body: new URLSearchParams(kept) }).then(({ ok }) => {
    if (!ok) return form.toggleAttribute('data-unsaved', true);
    forget(form);
    location.reload();
  });
}
