// What a listbox under a text field has in common: the palette and reference
// fields.
import { ask } from './ask.js';
import { fragment } from './trust.js';

export class Options {
  constructor(input, list) {
    this.input = input;
    this.list = list;
  }

  get all() { return [...this.list.querySelectorAll('[role=option]')]; }
  get current() { return this.list.querySelector('[aria-selected=true]'); }

  pick(option) {
    this.current?.setAttribute('aria-selected', 'false');
    option?.setAttribute('aria-selected', 'true');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) this.input.setAttribute('aria-activedescendant', option.id);
    else this.input.removeAttribute('aria-activedescendant');
  }

  move(step) {
    const all = this.all;
    if (all.length) this.pick(all[(all.indexOf(this.current) + step + all.length) % all.length]);
  }

  // later asks when typing has stopped; now asks at once, and says whether there
  // was an answer. An older question is given up, which is neither.
  later(url, then) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(url).then(then), 120);
  }

  async now(url) {
    this.stop();
    const mine = this.running = new AbortController();
    try {
      const { ok, html } = await ask(url, { signal: mine.signal, target: this.list });
      if (!ok) return false;
      this.list.replaceChildren(fragment(html));
      this.all.forEach((option, n) => { option.id = `${this.list.id}-${n}`; option.setAttribute('aria-selected', 'false'); });
      this.pick(this.all[0]);
      return true;
    } catch {
      return mine.signal.aborted ? undefined : false;
    }
  }

  stop() {
    clearTimeout(this.timer);
    this.running?.abort();
  }
}

export function withQuery(url, values) {
  return url + (url.includes('?') ? '&' : '?') + new URLSearchParams(values);
}
