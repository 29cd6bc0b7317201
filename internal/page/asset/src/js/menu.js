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
    const at = document.activeElement;
    if (menu.id === 'menu' && (at === document.body || menu.contains(at))) opener?.focus();
    return;
  }
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
  if (button) open(button);
});

document.addEventListener('contextmenu', e => {
  if (e.shiftKey || e.target.closest('input,textarea,[contenteditable],[role=menu]')) return;
  const home = e.target.closest('[data-href],[data-card],[data-context]');
  const button = home?.dataset.context ? home : home?.querySelector('[data-menu]');
  if (!button || (button === home && e.target.closest('a,button'))) return;
  e.preventDefault();
  open(button, e.clientX + e.clientY > 0 && { left: e.clientX, top: e.clientY, bottom: e.clientY });
});

// open shows the menu at its button, where the style sheet puts it, or at the
// pointer; on a phone it is a sheet at the bottom in any case.
async function open(button, pointer) {
  const menu = document.getElementById('menu');
  opener = button;
  menu.replaceChildren();
  await load(button.dataset.menu ?? button.dataset.context, menu);
  if (!menu.childElementCount || opener !== button) return;
  menu.removeAttribute('style');
  menu.showPopover({ source: button });
  if (pointer && matchMedia('(width > 860px)').matches) place(menu, pointer);
}
