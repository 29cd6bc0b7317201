// Menus: native popovers that also listen to the arrow keys; [data-menu] and
// right click ask the server for the items.
import { load } from './exchange.js';
import { place } from './place.js';

let opener;

// opener is the element whose menu is open: a button, a row or a card.
export const openedFrom = () => opener;

const items = menu => [...menu.querySelectorAll('[role^=menuitem]:not([disabled],[aria-disabled=true])')].filter(i => i.checkVisibility());

document.addEventListener('toggle', e => {
  const menu = e.target;
  if (menu.getAttribute?.('role') !== 'menu') return;
  if (e.newState === 'closed') {
    if (menu.id === 'menu' && document.activeElement === document.body) opener?.focus();
    return;
  }
  const button = document.querySelector(`[popovertarget="${menu.id}"]:focus`) ?? document.querySelector(`[popovertarget="${menu.id}"]`);
  if (button) place(menu, button.getBoundingClientRect());
  items(menu)[0]?.focus();
}, true);

document.addEventListener('keydown', e => {
  const menu = e.target.closest?.('[role=menu]');
  if (!menu) return;
  const all = items(menu), at = all.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length * (at < 1), Home: 0, End: all.length - 1 }[e.code];
  if (to !== undefined) {
    e.preventDefault();
    all[to % all.length]?.focus();
  } else if (e.code === 'Tab') {
    menu.hidePopover?.();
  } else if (e.key.length === 1 && e.code !== 'Space' && !e.ctrlKey && !e.metaKey && !e.altKey) {
    const letter = e.key.toLocaleLowerCase();
    [...all.slice(at + 1), ...all].find(i => i.textContent.trim().toLocaleLowerCase().startsWith(letter))?.focus();
  }
});

document.addEventListener('click', e => {
  const item = e.target.closest?.('[role^=menuitem]');
  if (item) item.closest('[popover]')?.hidePopover();
  const button = e.target.closest?.('[data-menu]');
  if (button) open(button, button.getBoundingClientRect());
});

document.addEventListener('contextmenu', e => {
  if (e.shiftKey || e.target.closest('input,textarea,[contenteditable],[role=menu]')) return;
  const home = e.target.closest('[data-href],[data-card]');
  const button = home?.querySelector('[data-menu]');
  if (!button) return;
  e.preventDefault();
  const box = home.getBoundingClientRect(); // the keyboard's menu key brings no pointer
  open(button, e.clientX || e.clientY ? { left: e.clientX, top: e.clientY, bottom: e.clientY } : box);
});

async function open(button, box) {
  const menu = document.getElementById('menu');
  opener = button;
  menu.replaceChildren();
  await load(button.dataset.menu, menu);
  if (!menu.childElementCount || opener !== button) return;
  menu.showPopover();
  place(menu, box);
}

addEventListener('scroll', () => document.querySelectorAll('[role=menu]:popover-open').forEach(m => m.hidePopover()), { capture: true, passive: true });
