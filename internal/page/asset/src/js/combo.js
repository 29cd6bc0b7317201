// x-combo: a reference field. The ids are in hidden inputs, the text field
// only searches.
import { open } from './dialog.js';
import { Options, withQuery } from './options.js';
import { place } from './place.js';

class Combo extends HTMLElement {
  connectedCallback() {
    if (this.options) return;
    this.input = this.querySelector('[role=combobox]');
    this.list = this.querySelector('[role=listbox]');
    this.pattern = this.querySelector('template');
    if (!this.input || !this.list) return;
    this.options = new Options(this.input, this.list);
    this.label = this.input.value;
    this.addEventListener('input', e => { if (e.target === this.input) this.typed(); });
    this.addEventListener('keydown', e => this.key(e));
    this.list.addEventListener('mousedown', e => e.preventDefault()); // the field keeps the focus
    this.list.addEventListener('click', e => this.choose(e.target.closest('[role=option]')));
    this.input.addEventListener('blur', () => this.leave());
    this.addEventListener('click', e => this.remove(e.target.closest('[data-remove]')));
    this.addEventListener('chosen', e => { e.stopPropagation(); this.take(e.detail.value, e.detail.label); });
  }

  get url() {
    const near = (this.dataset.with ?? '').split(' ').filter(Boolean);
    const form = new FormData(this.input.form ?? undefined);
    return withQuery(this.dataset.lookup, [['q', this.input.value.trim()], ...near.map(name => [name, form.get(name) ?? ''])]);
  }

  typed() {
    if (this.input.value.trim()) this.options.later(this.url, found => found && this.open());
    else this.close();
  }

  open() {
    if (document.activeElement !== this.input || !this.list.childElementCount) return;
    this.list.showPopover();
    place(this.list, this.input, true);
    this.input.setAttribute('aria-expanded', 'true');
  }

  close() {
    this.options.stop();
    if (this.list.matches(':popover-open')) this.list.hidePopover();
    this.options.pick();
    this.input.setAttribute('aria-expanded', 'false');
  }

  key(e) {
    if (e.target !== this.input || e.isComposing) return;
    const shown = this.list.matches(':popover-open');
    if (e.code === 'ArrowDown' || e.code === 'ArrowUp') {
      if (shown) this.options.move(e.code === 'ArrowDown' ? 1 : -1);
      else this.options.now(this.url).then(found => found && this.open());
    } else if (e.code === 'Enter' && shown && !e.ctrlKey) this.choose(this.options.current);
    else if (e.code === 'Escape' && shown) this.close();
    else if (e.code === 'Backspace' && !this.input.value && this.pattern) return this.remove([...this.querySelectorAll('[data-remove]')].pop());
    else return;
    e.preventDefault();
    e.stopPropagation();
  }

  choose(option) {
    if (!option) return;
    const { value, label, dialog } = option.dataset;
    this.close();
    if (dialog) open('dialog', dialog, this.input);
    else this.take(value, label ?? option.textContent.trim());
  }

  take(value, label) {
    if (this.pattern) {
      if (![...this.querySelectorAll('[data-chip] [type=hidden]')].some(i => i.value === value)) this.add(value, label);
      this.input.value = '';
    } else {
      this.querySelector('[type=hidden]').value = value;
      this.input.value = this.label = label;
    }
    this.changed();
  }

  add(value, label) {
    const chip = this.pattern.content.firstElementChild.cloneNode(true);
    chip.querySelector('[type=hidden]').value = value;
    chip.querySelector('[data-text]').textContent = label;
    const button = chip.querySelector('[data-remove]');
    button.setAttribute('aria-label', `${button.getAttribute('aria-label')}: ${label}`);
    this.pattern.before(chip);
  }

  remove(button) {
    if (!button) return;
    button.closest('[data-chip]').remove();
    this.input.focus();
    this.changed();
  }

  leave() {
    this.close();
    if (this.pattern) return void (this.input.value = '');
    const hidden = this.querySelector('[type=hidden]');
    if (this.input.value.trim() || !hidden.value) return void (this.input.value = this.label);
    hidden.value = this.label = '';
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event('change', { bubbles: true }));
  }
}

customElements.define('x-combo', Combo);
