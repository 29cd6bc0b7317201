// x-board: cards moved between columns by hand, by menu or by keyboard. The
// server judges each move; a refusal puts the card back.
import Sortable from '../../vendor/sortable-1.15.7.core.esm.js';

export function board(home, { ask, show, reveal }) {
  const list = column => column.querySelector('[data-cards]') ?? column;
  const columns = [...home.querySelectorAll('[data-column]')];
  for (const column of columns) {
    Sortable.create(list(column), {
      group: home.id || 'board',
      draggable: '[data-card]',
      filter: '[data-locked],button',
      preventOnFilter: false,
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
      delay: 150,
      delayOnTouchOnly: true,
      onStart: e => { e.item.before(mark); },
      onEnd: e => moved(e.item),
    });
  }
  // The focus stays with the card: on itself or on the link in it.
  const hold = card => (card?.matches('[tabindex]') ? card : card?.querySelector('a'))?.focus();
  const mark = document.createComment('where the card was');

  // moved tells the server where the card lies now; the mark is where it lay.
  async function moved(card) {
    const column = card.closest('[data-column]');
    const after = card.previousElementSibling?.dataset.card ?? '';
    if (mark.nextSibling === card || mark.previousSibling === card) return mark.remove();
    const body = new URLSearchParams({ id: card.dataset.card, column: column.dataset.column, version: card.dataset.version ?? '', after });
    card.setAttribute('aria-busy', 'true');
    const { ok, html } = await ask(home.dataset.move, { method: 'POST', body, target: card });
    card.removeAttribute('aria-busy');
    if (!ok) {
      mark.replaceWith(card);
      hold(card);
      const box = document.getElementById('dialog');
      if (html.trim()) await show(html, box), reveal(box);
      return;
    }
    mark.remove();
    await show(html, card, 'outerHTML');
    hold(document.getElementById(card.id));
  }

  function move(card, column) {
    if (!column || !card || 'locked' in card.dataset) return;
    card.before(mark);
    list(column).prepend(card);
    hold(card);
    moved(card);
  }

  home.addEventListener('keydown', e => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[e.code];
    const card = e.target.closest('[data-card]');
    if (!card || !step || !e.shiftKey || !(e.ctrlKey || e.metaKey)) return;
    e.preventDefault();
    move(card, columns[columns.indexOf(card.closest('[data-column]')) + step]);
  });

  return (card, column) => move(card, columns.find(c => c.dataset.column === column));
}
