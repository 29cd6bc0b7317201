// Short messages in the live region; the words come with the event, or from
// the server's markup.
import { htmx } from './exchange.js';

// How long each kind stays, and the tone that the style sheet knows it by.
const kinds = { ok: [5000, 'good'], warn: [10000, 'care'], bad: [0, 'bad'] };

export function toast({ text, kind = 'ok', undo, label }) {
  const home = document.getElementById('toasts');
  const pattern = document.getElementById('toast');
  if (!home || !pattern) return;
  const box = pattern.content.firstElementChild.cloneNode(true);
  const [life, tone] = kinds[kind];
  box.classList.add('tone-' + tone);
  box.querySelector('[data-text]').textContent = text;
  const form = box.querySelector('[data-undo]');
  if (undo && form) {
    form.action = undo;
    form.hidden = false;
    form.querySelector('button').textContent = label;
  }
  home.append(box);
  live(box, undo ? 10000 : life);
}

function live(box, time) {
  if (!time) return; // an error stays until it is read
  setTimeout(() => box.matches(':hover, :focus-within') ? live(box, 2000) : box.remove(), time);
}

document.addEventListener('toast', e => toast(e.detail));
document.addEventListener('click', e => e.target.closest?.('.toast [data-close]')?.closest('.toast').remove());
document.addEventListener('submit', e => {
  if (!e.target.matches('[data-undo]')) return;
  e.preventDefault();
  const box = e.target.closest('.toast');
  htmx.ajax('POST', e.target.action, { source: document.body, swap: 'none' }).then(() => box.remove());
});
document.addEventListener('htmx:error', e => {
  const words = document.getElementById('words')?.dataset;
  if (e.detail.ctx && words?.failed) toast({ text: words.failed, kind: 'bad' });
});
document.querySelectorAll('[data-toast]').forEach(box => live(box, +box.dataset.toast));
