// x-grid: a register read and worked by keyboard: a current row, a selection
// with its sum, cells edited in place.

export function grid(home, { ask, drawer, show }) {
  const rows = () => [...home.querySelectorAll('tbody tr[data-id]')];
  const current = () => home.querySelector('tbody tr[aria-current=true]');
  const flag = home.querySelector('input[type=hidden][name=all]'); // "all by filter" rather than the ticks
  let last; // where a range begins

  function mark(row) {
    if (!row?.dataset.id || row === current()) return;
    current()?.removeAttribute('aria-current');
    row.setAttribute('aria-current', 'true');
  }

  function go(step, extend) {
    const all = rows(), at = all.indexOf(current());
    const row = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + step))];
    if (!row) return;
    if (extend) {
      tick(current(), true);
      tick(row, true);
      count();
    }
    mark(row);
    (row.querySelector('th a') ?? row.querySelector('a,input'))?.focus();
    row.scrollIntoView({ block: 'nearest' });
  }

  function key(e) {
    if (e.altKey || e.target.closest('form.cell,[role=menu],[data-bulk],select,textarea,input:not([type=checkbox])')) return;
    const row = current(), control = e.ctrlKey || e.metaKey, at = e.code;
    const single = !control && document.documentElement.dataset.keys !== 'off';
    if (at === 'ArrowDown' || at === 'ArrowUp') go(at === 'ArrowDown' ? 1 : -1, e.shiftKey);
    else if (single && (at === 'KeyJ' || at === 'KeyK')) go(at === 'KeyJ' ? 1 : -1, e.shiftKey);
    else if (!row) return;
    else if (at === 'Enter' && control) window.open(row.dataset.href);
    else if (at === 'Enter' && !e.target.closest('a,button')) location.assign(row.dataset.href);
    else if (at === 'Space' && !e.target.closest('input,button') || single && at === 'KeyX') choose(row);
    else if (single && at === 'KeyO') drawer(row.dataset.href);
    else if (single && at === 'KeyE') change(e.target.closest('[data-edit]') ?? row.querySelector('[data-edit]'));
    else return;
    e.preventDefault();
  }

  function choose(row) {
    tick(row);
    last = row;
    count();
  }

  function clicked(e) {
    const box = e.target.closest('tbody [name=id]');
    if (box) {
      if (e.shiftKey && last?.isConnected) range(last, box.closest('tr'), box.checked);
      last = box.closest('tr');
      count();
    } else if (e.target.closest('[data-clear]')) {
      every(false);
    } else if (e.target.closest('[data-select-all]')) {
      flag.value = '1';
      e.target.closest('[data-whole]').hidden = true;
      home.toggleAttribute('data-everything', true);
    } else if (e.shiftKey && e.target.closest('[data-also]')) {
      e.preventDefault();
      location.assign(e.target.closest('[data-also]').dataset.also);
    }
  }

  function every(on) {
    rows().forEach(row => tick(row, on));
    count();
  }

  function range(from, to, on) {
    const all = rows(), [a, b] = [all.indexOf(from), all.indexOf(to)].sort((x, y) => x - y);
    all.slice(a, b + 1).forEach(row => tick(row, on));
  }

  function count() {
    const all = rows(), chosen = all.filter(row => row.querySelector('[name=id]:checked'));
    all.forEach(row => row.setAttribute('aria-selected', String(chosen.includes(row))));
    const whole = chosen.length > 0 && chosen.length === all.length;
    const head = home.querySelector('[data-all]');
    if (head) Object.assign(head, { checked: whole, indeterminate: !whole && chosen.length > 0 });
    if (flag) flag.value = '';
    home.removeAttribute('data-everything');
    hide(home.querySelector('[data-bulk]'), !chosen.length);
    hide(home.querySelector('[data-whole]'), !whole);
    fill(home.querySelector('[data-count]'), chosen.length);
    fill(home.querySelector('[data-total]'), sums(chosen));
  }

  async function change(cell) {
    if (!cell || cell.querySelector('form.cell')) return;
    const { edit, neighbour } = await import('./cell.js');
    edit(cell, step => change(neighbour(cell, step)), { ask, show });
  }

  home.addEventListener('keydown', key);
  home.addEventListener('click', clicked);
  home.addEventListener('change', e => e.target.matches('[data-all]') && every(e.target.checked));
  home.addEventListener('dblclick', e => change(e.target.closest('[data-edit]')));
  home.addEventListener('focusin', e => mark(e.target.closest('tbody tr')));
  mark(document.activeElement.closest('tbody tr'));
  count(); // the browser may bring ticks back
}

function tick(row, on) {
  const box = row?.querySelector('[name=id]');
  if (box) box.checked = on ?? !box.checked;
}

const hide = (el, yes) => { if (el) el.hidden = yes; };
const fill = (el, text) => { if (el) el.textContent = text; };

// sums adds minor units exactly, one total a currency.
function sums(rows) {
  const total = {};
  for (const row of rows) {
    const [units, currency] = (row.dataset.sum ?? '').split(' ');
    if (currency) total[currency] = (total[currency] ?? 0n) + BigInt(units);
  }
  return Object.entries(total).map(([currency, units]) => {
    const format = new Intl.NumberFormat(document.documentElement.lang, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
    const scale = format.resolvedOptions().maximumFractionDigits;
    const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
    return format.format(`${units < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale) || 0}`);
  }).join(' + ');
}
