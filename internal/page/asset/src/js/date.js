// x-date: a text field in the user's own format, with words and a month to
// choose from. The server reads the text; this only helps to write it.
import { place } from './place.js';

const day = (y, m, d) => new Date(Date.UTC(y, m, d));
const iso = date => date.toISOString().slice(0, 10);
const plus = (date, n) => day(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + n);

class DateField extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector('input');
    this.button = this.querySelector('[data-open]');
    if (!this.input) return;
    this.input.addEventListener('change', () => { this.input.value = this.tidy(this.input.value); });
    this.addEventListener('keydown', e => {
      if (e.target === this.input && e.altKey && e.code === 'ArrowDown') { e.preventDefault(); this.open(); }
    });
    if (!this.button) return;
    this.button.hidden = false;
    this.button.addEventListener('click', () => this.open());
  }

  get today() { return new Date(this.dataset.today ?? iso(new Date())); }

  // read understands full and short dates, words, weekdays (the next one) and +3.
  read(text) {
    const [, sign, count] = text.match(/^([+\u2212-])(\d{1,3})$/) ?? [];
    if (sign) return plus(this.today, (sign === '+' ? 1 : -1) * count);
    for (const pair of (this.dataset.words ?? '').split(',')) {
      const [word, shift] = pair.split(':');
      if (word && word === text) return plus(this.today, +shift);
    }
    const weekday = (this.dataset.days ?? '').toLocaleLowerCase().split(',').indexOf(text);
    if (text && weekday >= 0) return plus(this.today, (weekday - (this.today.getUTCDay() + 6) % 7 + 6) % 7 + 1);
    let part = /^\d{4}|^\d{6}$|^\d{8}$/.test(text) && !/\D/.test(text)
      ? [text.slice(0, 2), text.slice(2, 4), text.slice(4)]
      : text.split(/[.\/\-, ]+/).filter(Boolean);
    if (part.length < 2 || part.length > 3 || part.some(p => /\D/.test(p))) return null;
    if (part[0].length === 4) part.reverse();
    let [d, m, y] = part.map(Number);
    if (!part[2]) y = this.today.getUTCFullYear();
    else if (part[2].length <= 2) y += 2000;
    const date = day(y, m - 1, d);
    return date.getUTCDate() === d && date.getUTCMonth() === m - 1 ? date : null;
  }

  write(date) {
    const [y, m, d] = iso(date).split('-'), sep = this.dataset.sep ?? '.';
    return this.dataset.order === 'ymd' ? `${y}-${m}-${d}` : [d, m, y].join(sep);
  }

  tidy(text) {
    const [, head, time] = text.trim().toLocaleLowerCase().match(/^(.*?)(\s+\d{1,2}[:.]\d{2})?$/);
    const date = this.read(head);
    return date ? this.write(date) + (time?.replace(/\s+/, ' ') ?? '') : text;
  }

  set(date) {
    const time = this.input.value.match(/\s\d{1,2}:\d{2}$/)?.[0] ?? '';
    this.input.value = this.write(date) + time;
    this.input.dispatchEvent(new Event('change', { bubbles: true }));
  }

  async open() {
    const chosen = this.read(this.input.value.trim().toLocaleLowerCase().split(' ')[0]);
    this.month ??= (await import('./month.js')).month(this, { place, day, iso, plus });
    this.month(chosen);
  }
}

customElements.define('x-date', DateField);
