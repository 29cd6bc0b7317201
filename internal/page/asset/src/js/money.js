// x-money: an amount is grouped when the field is left; "1,2 млн" is written
// out. What is no number is left for the server to refuse.
class Money extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector('input');
    this.input?.addEventListener('change', () => { this.input.value = this.tidy(this.input.value); });
  }

  tidy(text) {
    const { decimal = ',', group = '\u00a0', groupFrom = 4, words = '' } = this.dataset;
    const parts = text.trim().toLocaleLowerCase().replace(/\u2212/g, '-').replace(/[\s\u00a0\u202f'’]/g, '').match(/^(-?)([\d.,]+)(\D*)$/);
    if (!parts) return text;
    const scale = parts[3] ? words.split(',').map(w => w.split(':')).find(([w]) => w.replace('.', '') === parts[3].replace('.', ''))?.[1] : 0;
    const number = split(parts[2], decimal);
    if (scale === undefined || !number) return text;
    let [whole, rest] = number;
    rest = rest.padEnd(+scale, '0');
    whole = (whole + rest.slice(0, scale)).replace(/^0+(?=\d)/, '');
    rest = scale > 0 ? rest.slice(scale).replace(/0+$/, '') : rest;
    if (whole.length >= groupFrom) whole = whole.replace(/\B(?=(\d{3})+$)/g, group);
    return parts[1].replace('-', '\u2212') + whole + (rest && decimal + rest);
  }
}

// split finds the decimal mark: the last of two kinds, or a single mark that
// cannot be a group of thousands.
function split(text, decimal) {
  const marks = text.replace(/\d/g, '');
  if (!marks) return [text, ''];
  const last = marks.at(-1), other = last === '.' ? ',' : '.';
  const at = text.lastIndexOf(last);
  const once = marks.split(last).length === 2;
  const grouped = text.length - at === 4 && last !== decimal && (!once || !marks.includes(other)) && text.slice(0, at).replace(/\D/g, '') !== '0';
  if (!once && marks.includes(other) || !once && !grouped) return null;
  const digits = part => part.replace(/\D/g, '');
  return grouped ? [digits(text), ''] : [digits(text.slice(0, at)) || '0', digits(text.slice(at))];
}

customElements.define('x-money', Money);
