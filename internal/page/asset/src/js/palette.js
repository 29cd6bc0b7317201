// The command palette: records, commands and pages, found by the server.
import { open } from './dialog.js';
import { Options, withQuery } from './options.js';

const box = document.getElementById('cmd');
const input = box?.querySelector('input');

if (input) {
  const options = new Options(input, box.querySelector('[role=listbox]'));
  let actions; // where the actions of a record come from, while they are shown

  const look = () => options.now(withQuery(actions ?? box.dataset.src, { q: input.value }));
  const back = () => { actions = undefined; input.value = ''; look(); };

  function show() {
    if (box.open) return;
    if (!document.querySelector('dialog:modal')) {
      box.showModal();
      input.select();
      if (actions) back(); else look();
    }
  }

  function run(option, apart) {
    const { href, dialog, click } = option.dataset;
    if (href && apart) return window.open(href);
    box.close();
    if (href) location.assign(href);
    else if (dialog) open('dialog', dialog, option);
    else if (click) document.querySelector(click)?.click();
  }

  input.addEventListener('input', () => options.later(withQuery(actions ?? box.dataset.src, { q: input.value })));
  box.addEventListener('keydown', e => {
    const option = options.current;
    if (e.code === 'ArrowDown' || e.code === 'ArrowUp') options.move(e.code === 'ArrowDown' ? 1 : -1);
    else if ((e.code === 'Enter' || e.code === 'NumpadEnter') && option) run(option, e.ctrlKey || e.metaKey);
    else if (e.code === 'Tab' && !e.shiftKey && option?.dataset.actions) { actions = option.dataset.actions; input.value = ''; look(); }
    else if (e.code === 'Backspace' && actions && !input.value) back();
    else return;
    e.preventDefault();
  });
  box.addEventListener('click', e => {
    const option = e.target.closest('[role=option]');
    if (option) run(option, e.ctrlKey || e.metaKey);
    else if (e.target === box) box.close();
  });
  box.addEventListener('close', () => options.stop());

  document.addEventListener('click', e => e.target.closest?.('[data-cmd]') && show());
  addEventListener('keydown', e => {
    const asked = (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.code === 'KeyK';
    const slash = e.code === 'Slash' && !e.ctrlKey && !e.metaKey && !e.altKey && !e.shiftKey
      && document.documentElement.dataset.keys !== 'off' && !e.target.closest?.('input,textarea,select,[contenteditable]');
    if (!asked && !slash) return;
    e.preventDefault();
    show();
  });
}
