// Links that open over the page: the same address, asked for as a dialog or a
// drawer. The drawer is part of the page's address (?peek=).
import { load } from './exchange.js';

const boxes = ['dialog', 'drawer'].map(id => document.getElementById(id)).filter(Boolean);
let source; // what opened the dialog: a reference field wants to hear of the record made there

export async function open(id, url, from) {
  const box = document.getElementById(id);
  if (!box) return location.assign(url);
  source = from ?? source;
  await load(url, box);
  if (box.childElementCount) reveal(box);
}

export function reveal(box) {
  name(box);
  delete box.dataset.typed;
  if (!box.open) box.showModal();
}

// name calls the box by its heading.
function name(box) {
  const title = box.querySelector('h1,h2,h3');
  if (!title) return;
  title.id ||= box.id + '-title';
  box.setAttribute('aria-labelledby', title.id);
}

document.addEventListener('htmx:after:settle', e => {
  const box = e.target.closest?.('dialog[open]');
  if (boxes.includes(box)) name(box); // the answer to a form may bring a new heading
});

function peek(path) {
  const here = new URL(location.href);
  if (path) here.searchParams.set('peek', path);
  else here.searchParams.delete('peek');
  if (here.href !== location.href) history.replaceState(history.state, '', here);
}

export function drawer(path) {
  peek(path);
  return open('drawer', path);
}

function plain(e) {
  return e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey;
}

document.addEventListener('click', e => {
  const link = e.target.closest?.('[data-dialog],[data-drawer]');
  if (!link || link.matches('[role=option]') || plain(e)) return;
  e.preventDefault();
  let url = link.dataset.dialog || link.dataset.drawer || link.getAttribute('href');
  if (link.hasAttribute('data-drawer')) return drawer(url);
  if (link.form && link.hasAttribute('form')) {
    url += (url.includes('?') ? '&' : '?') + new URLSearchParams(new FormData(link.form));
  }
  open('dialog', url, link);
});

for (const box of boxes) {
  box.addEventListener('input', () => { box.dataset.typed = ''; });
  box.addEventListener('click', e => {
    const beside = e.target === box && !('typed' in box.dataset) && outside(e, box.getBoundingClientRect());
    const close = e.target.closest('[data-close]');
    if (!beside && !close) return;
    e.preventDefault();
    box.close();
  });
  box.addEventListener('close', () => {
    if (box.id === 'drawer') peek();
    box.replaceChildren();
  });
}

function outside({ clientX: x, clientY: y }, { left, right, top, bottom }) {
  return x < left || x > right || y < top || y > bottom;
}

document.addEventListener('close', e => {
  const box = e.target.closest?.('dialog') ?? boxes.find(b => b.open);
  if (e instanceof CustomEvent) box?.close();
});

document.addEventListener('chosen', e => {
  const field = source?.closest('x-combo');
  if (field && e.target !== field) field.dispatchEvent(new CustomEvent('chosen', { detail: e.detail }));
  document.getElementById('dialog')?.close();
});

document.addEventListener('refresh', e => {
  const selector = e.detail.value ?? '#main';
  const target = document.querySelector(selector);
  if (!target) return;
  // #main is asked for as links ask for it: the answer is what stands in it.
  load(location.href, target, selector === '#main' ? {} : { select: selector, swap: 'outerHTML' });
});

const asked = new URLSearchParams(location.search).get('peek');
if (asked?.[0] === '/' && asked[1] !== '/' && asked[1] !== '\\') open('drawer', asked);
