// Mentions: while one types @ a list of colleagues, # of deals; what is chosen
// is written as a word. The list is the server's, as of reference fields.
export function mention(area, { Options, place, withQuery }) {
  const list = document.createElement('ul');
  list.className = 'combo-list mention-list';
  list.id = `${area.id}-mentions`;
  list.popover = 'manual';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', area.labels?.[0]?.textContent ?? '');
  area.after(list);
  area.setAttribute('aria-controls', list.id);
  const options = new Options(area, list);

  // word is what is being typed before the caret: its sign, and where it begins.
  const word = () => {
    const before = area.value.slice(0, area.selectionStart);
    const found = /(?:^|\s)([@#])([\p{L}\p{M}\p{N}ʼ’'/-]*)$/u.exec(before);
    const url = found && { '@': area.dataset.mention, '#': area.dataset.mentionDeal }[found[1]];
    return url && { url, said: found[2], at: before.length - found[2].length };
  };

  const close = () => {
    options.stop();
    if (list.matches(':popover-open')) list.hidePopover();
    options.pick();
  };

  const choose = option => {
    const at = word();
    close();
    if (!option?.dataset.word || !at) return;
    area.setRangeText(`${option.dataset.word} `, at.at, area.selectionStart, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
    area.focus();
  };

  const look = () => {
    const at = word();
    if (!at) return close();
    options.later(withQuery(at.url, { q: at.said }), found => {
      if (found === undefined) return; // a newer question is on its way
      if (!found || !word() || !list.querySelector('[data-word]')) return close();
      list.querySelectorAll(':scope > :not([data-word])').forEach(item => item.remove());
      list.showPopover();
      place(list, area);
    });
  };
  area.addEventListener('input', look);
  area.addEventListener('keydown', e => {
    if (!list.matches(':popover-open') || e.isComposing) return;
    if (e.code === 'ArrowDown' || e.code === 'ArrowUp') options.move(e.code === 'ArrowDown' ? 1 : -1);
    else if ((e.code === 'Enter' && !e.ctrlKey) || e.code === 'Tab') choose(options.current);
    else if (e.code === 'Escape') close();
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
  area.addEventListener('blur', close);
  list.addEventListener('mousedown', e => e.preventDefault()); // the text keeps the focus
  list.addEventListener('click', e => choose(e.target.closest('[role=option]')));
  look(); // what was typed before this came
}
