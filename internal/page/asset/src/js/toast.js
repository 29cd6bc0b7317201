// Short messages in the live region; the words come with the event, or from
// the server's markup.
import { htmx } from './exchange.js';

const life = { undo: 10000, ok: 5000, warn: 10000 };

export function toast({ text, kind = 'ok', undo, label }) {
  const home = document.getElementById('toasts');
  const pattern = document.getElementById('toast');
  if (!home || !pattern) return;
  const box = pattern.content.firstElementChild.cloneNode(true);
  box.dataset.kind = kind;
  box.querySelector('[data-text]').textContent = text;
  const form = box.querySelector('[data-undo]');
  if (undo && form) {
    form.action = undo;
    form.hidden = false;
    form.querySelector('button').textContent = label;
  }
  home.append(box);
  live(box, undo ? life.undo : life[kind]);
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
document.querySelectorAll('#toasts > .toast').forEach(box => live(box, box.querySelector('[data-undo]:not([hidden])') ? life.undo : life[box.dataset.kind ?? 'ok']));

document.addEventListener('click', async e => {
  const button = e.target.closest?.('[data-copy]');
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  if (button.dataset.copied) toast({ text: button.dataset.copied });
});
