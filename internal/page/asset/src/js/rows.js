// x-rows: owned rows in a form: add, remove, move. After each change the rows
// are numbered anew, so that phones.0, phones.1 … have no gaps.
class Rows extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.list = this.querySelector('[data-list]');
    this.addEventListener('click', e => this.act(e.target.closest('button')));
  }

  act(button) {
    if (!button || button.closest('x-rows') !== this) return;
    const row = button.closest('[data-row]');
    if ('add' in button.dataset) this.add();
    else if ('remove' in button.dataset && !button.closest('[data-chip]')) this.remove(row);
    else if ('up' in button.dataset) row.previousElementSibling?.before(row);
    else if ('down' in button.dataset) row.nextElementSibling?.after(row);
    else return;
    if (row?.isConnected) button.focus();
    this.number();
    this.dispatchEvent(new Event('change', { bubbles: true }));
  }

  add() {
    const row = this.querySelector(':scope > template').content.firstElementChild.cloneNode(true);
    this.list.append(row);
    this.number();
    row.querySelector('input:not([type=hidden]),select,textarea')?.focus();
  }

  remove(row) {
    const near = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (near?.querySelector('[data-remove]') ?? this.querySelector('[data-add]'))?.focus();
  }

  number() {
    const old = new RegExp(`(^| )((?:\\S*-)?)${this.dataset.name.replaceAll('.', '\\.')}\\.\\d+\\.`, 'g');
    [...this.list.children].forEach((row, n) => {
      for (const el of [row, ...row.querySelectorAll('*')]) {
        for (const { name, value } of [...el.attributes]) {
          if (/^(name|id|for|aria-.*|popovertarget)$/.test(name)) {
            const now = value.replace(old, `$1$2${this.dataset.name}.${n}.`);
            if (now !== value) el.setAttribute(name, now);
          }
        }
      }
    });
  }
}

customElements.define('x-rows', Rows);
