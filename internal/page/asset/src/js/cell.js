// One cell edited in place: the server gives the form and judges the answer.
// neighbour names the cell to go on with: 'down' the same column, 'right' the
// next one. It is looked up after the row was drawn anew.
export function neighbour(cell, step) {
  const row = document.getElementById(cell.dataset.row) ?? cell.closest('tr');
  const column = +cell.dataset.column;
  if (step === 'down') return row.nextElementSibling?.cells[column];
  return [...row.cells].slice(column + 1).find(c => c.dataset.edit);
}

export async function edit(cell, then, { ask, show }) {
  const before = [...cell.childNodes];
  const row = cell.closest('tr');
  Object.assign(cell.dataset, { row: row.id, column: cell.cellIndex });
  const { ok, html } = await ask(cell.dataset.edit, { target: cell });
  if (!ok || !html.trim()) return;
  await show(html, cell);
  const restore = () => {
    cell.replaceChildren(...before);
    cell.closest('tr').querySelector('th a')?.focus();
  };
  const field = () => cell.querySelector('input:not([type=hidden]),select,textarea');
  focus(field());

  let sending = false;
  const send = async step => {
    const form = cell.querySelector('form');
    if (!form || sending) return;
    sending = true;
    const answer = await ask(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), target: row });
    sending = false;
    if (answer.ok) {
      await show(answer.html, row, 'outerHTML');
      document.getElementById(row.id)?.querySelector('th a')?.focus();
      if (step) then(step);
    } else if (answer.html.trim()) {
      await show(answer.html, cell);
      focus(field());
    }
  };
  cell.addEventListener('submit', e => { e.preventDefault(); send(); });
  cell.addEventListener('keydown', e => {
    if (!cell.querySelector('form')) return;
    const open = e.target.getAttribute('aria-expanded') === 'true';
    if (e.code === 'Escape' && !open) restore();
    else if (e.code === 'Enter' && !open && !e.target.matches('button')) send('down');
    else if (e.code === 'Tab' && !e.shiftKey) send('right');
    else return;
    e.preventDefault();
    e.stopPropagation();
  });
}

function focus(field) {
  field?.focus();
  field?.select?.();
}
