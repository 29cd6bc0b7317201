// The month that x-date shows, fetched when it is asked for. Arrows move by day
// and week, Home and End within the week, Page keys by month.
const make = (tag, set) => Object.assign(document.createElement(tag), set);

export function month(field, { place, day, iso, plus }) {
  const { months = '', days = '', prev = '', next = '' } = field.dataset;
  const pop = make('div', { className: 'date-pop', popover: 'auto' });
  const weekday = date => (date.getUTCDay() + 6) % 7; // from Monday
  const split = date => [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  let chosen;

  function draw(at) {
    const [y, m] = split(at);
    const head = make('header', { className: 'date-head' });
    head.append(turn(at, -1, prev, '‹'), make('b', { textContent: `${months.split(',')[m]} ${y}`, ariaLive: 'polite' }), turn(at, 1, next, '›'));
    const table = make('table', { className: 'date-grid' });
    const names = table.createTHead().insertRow();
    for (const name of days.split(',')) names.append(make('th', { scope: 'col', textContent: name }));
    const body = table.createTBody();
    const first = plus(day(y, m, 1), -weekday(day(y, m, 1)));
    for (let n = 0; n < 42; n++) (n % 7 ? body.lastChild : body.insertRow()).insertCell().append(cell(plus(first, n), at, m));
    table.addEventListener('keydown', e => key(e, at));
    pop.replaceChildren(head, table);
  }

  function turn(at, n, name, sign) {
    const button = make('button', { type: 'button', className: 'date-turn', textContent: sign, ariaLabel: name });
    button.addEventListener('click', () => {
      draw(other(at, n));
      pop.querySelectorAll('.date-turn')[n < 0 ? 0 : 1].focus();
    });
    return button;
  }

  // other is the same day n months on, or the last one that month has.
  function other(at, n) {
    const [y, m, d] = split(at);
    return day(y, m + n, Math.min(d, day(y, m + n + 1, 0).getUTCDate()));
  }

  function cell(date, at, m) {
    const same = other => !!other && iso(date) === iso(other);
    const button = make('button', { type: 'button', className: 'date-day', textContent: date.getUTCDate(), ariaLabel: `${date.getUTCDate()} ${months.split(',')[date.getUTCMonth()]} ${date.getUTCFullYear()}`, ariaPressed: String(same(chosen)), tabIndex: same(at) ? 0 : -1 });
    button.classList.toggle('date-out', date.getUTCMonth() !== m);
    if (same(field.today)) button.ariaCurrent = 'date';
    button.addEventListener('click', () => {
      field.set(date);
      pop.hidePopover();
      field.input.focus();
    });
    return button;
  }

  function key(e, at) {
    const days = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -weekday(at), End: 6 - weekday(at) }[e.code];
    const months = { PageUp: -1, PageDown: 1 }[e.code];
    if (days === undefined && !months) return;
    e.preventDefault();
    draw(months ? other(at, months) : plus(at, days));
    focus();
  }

  const focus = () => pop.querySelector('[tabindex="0"]').focus();

  // native borrows the picker of a phone.
  function native() {
    const own = make('input', { type: 'date', className: 'date-native', tabIndex: -1, ariaHidden: 'true', value: chosen ? iso(chosen) : '' });
    own.addEventListener('change', e => {
      e.stopPropagation();
      if (own.value) field.set(new Date(own.value));
      own.remove();
    });
    field.append(own);
    own.showPicker();
  }

  return date => {
    chosen = date;
    if (matchMedia('(pointer: coarse)').matches) return native();
    field.append(pop);
    draw(chosen ?? field.today);
    pop.showPopover();
    place(pop, field);
    focus();
  };
}
