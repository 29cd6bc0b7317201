// htmx, tamed: no eval, no scripts in fragments, focus after a swap, a thin
// bar while something takes long.
import htmx from '../../vendor/htmx-4.0.1.esm.min.js';
import { trust } from './trust.js';

const refuse = () => { throw new Error('scripts in attributes are switched off'); };
htmx.registerExtension('dossier', { init: api => api.initSecurity(trust, refuse, refuse) });

htmx.config.defaultSettleDelay = 0; // settling copies style attributes, which the policy forbids

const root = document.documentElement;
const running = new Set();

export function begin(request) {
  running.add(request);
  setTimeout(() => running.has(request) && root.toggleAttribute('data-busy', true), 200);
}

export function end(request) {
  running.delete(request);
  if (!running.size) root.removeAttribute('data-busy');
}

document.addEventListener('htmx:before:request', e => begin(e.detail.ctx));
document.addEventListener('htmx:finally:request', e => end(e.detail.ctx));

document.addEventListener('htmx:before:swap', e => {
  for (const { fragment } of e.detail.tasks) fragment?.querySelectorAll('script').forEach(s => s.remove());
});

document.addEventListener('htmx:after:settle', e => focusIn(e.detail.newContent));

function focusIn(nodes) {
  for (const wish of ['[aria-invalid=true]', '[autofocus]', '[data-focus]']) {
    for (const node of nodes) {
      const found = node.matches?.(wish) ? node : node.querySelector?.(wish);
      if (found) return (document.getElementById(found.dataset.focus) ?? found).focus();
    }
  }
}

// show puts an answer in place as htmx would: out-of-band parts included.
export function show(html, target, swap = 'innerHTML') {
  return htmx.swap({ sourceElement: target, target, text: html, swap });
}

// load asks for a fragment and shows it.
export function load(url, target, options) {
  return htmx.ajax('GET', url, { source: target, target, swap: 'innerHTML', ...options });
}

export { htmx };
