// Elements whose script is fetched only where they are: calendars, registers,
// boards (with the library they bring), uploads. What they share with the rest is handed to
// them; an import would split the shared part off into a file of its own.
import { ask } from './ask.js';
import { drawer, reveal } from './dialog.js';
import { show } from './exchange.js';
import { openedFrom } from './menu.js';
import { Options, withQuery } from './options.js';
import { place } from './place.js';
import { signIn } from './sign.js';
import { toast } from './toast.js';

const parts = {
  'x-bell': home => import('./live.js').then(({ bell }) => bell(home, { ask, place, show })),
  'x-board': home => import('./board.js').then(({ board }) => board(home, { ask, show, reveal })),
  'x-cal': home => import('./calendar.js').then(({ calendar }) => calendar(home, { ask, drawer, place, show })),
  'x-grid': home => import('./grid.js').then(({ grid }) => grid(home, { ask, drawer, show })),
  'x-phrases': home => import('./phrases.js').then(({ phrases }) => phrases(home)),
  'x-route': home => import('./route.js').then(({ route }) => route(home, { ask, show })),
  'x-upload': home => touched(home).then(() => import('./upload.js')).then(({ upload }) => upload(home, { show, signIn, toast })),
};

// The place for files waits until somebody comes near it, or a file does.
function touched(home) {
  return new Promise(near => {
    for (const sign of ['pointerenter', 'focusin', 'change']) home.addEventListener(sign, near, { once: true });
    document.addEventListener('dragenter', near, { once: true });
  });
}

for (const [name, connect] of Object.entries(parts)) {
  customElements.define(name, class extends HTMLElement {
    connectedCallback() { this.ready ??= connect(this); }
  });
}

// Mentions are helped with from the first focus on.
document.addEventListener('focusin', async e => {
  const area = e.target.closest?.('[data-mention]:not([aria-controls])');
  if (!area) return;
  area.setAttribute('aria-controls', '');
  const { mention } = await import('./mention.js');
  mention(area, { Options, place, withQuery });
});

document.addEventListener('click', async e => {
  const item = e.target.closest?.('[data-move-to]');
  const card = item && (item.closest('[data-card]') ?? openedFrom()?.closest('[data-card]'));
  if (card) (await card.closest('x-board').ready)(card, item.dataset.moveTo);
});
