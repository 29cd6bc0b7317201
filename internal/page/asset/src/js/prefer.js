// Theme, density, sidebar, keys: shown at once, kept by the server.
import { ask } from './ask.js';

const root = document.documentElement;
const shown = ['theme', 'density', 'sidebar', 'keys'];

// told is the last wish on its way: the server hears them in their order, also
// when the page is left.
let told = Promise.resolve();

async function prefer(form, name, value) {
  if (shown.includes(name)) {
    root.dataset[name] = value;
    for (const button of document.querySelectorAll(`[data-prefer] button[name="${name}"]`)) {
      if (button.dataset.other) {
        if (button.value === value) [button.value, button.dataset.other] = [button.dataset.other, button.value];
      } else {
        button.setAttribute('aria-pressed', String(button.value === value));
      }
    }
  }
  told = told.then(() => ask(form.action, { method: 'POST', body: new URLSearchParams({ [name]: value }), keepalive: true }));
  const { ok } = await told;
  if (ok && !shown.includes(name)) location.reload();
}

document.addEventListener('submit', e => {
  if (!e.target.matches('[data-prefer]') || !e.submitter?.name) return;
  e.preventDefault();
  prefer(e.target, e.submitter.name, e.submitter.value);
});
document.addEventListener('change', e => {
  const form = e.target.closest?.('[data-prefer]');
  if (form && e.target.name) prefer(form, e.target.name, e.target.value);
});
