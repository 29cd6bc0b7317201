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

// split parts the whole from the rest at the decimal mark, of either kind. It
// gives up where the same text could be thousands or thousandths ("1.286").
function split(text, decimal) {
  const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  const whole = text.slice(0, at), rest = text.slice(at + 1);
  if (at < 0) return [text, ''];
  if (/^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/.test(whole)) {
    const mark = whole.match(/[.,]/)[0];
    if (mark !== text[at]) return [digits(whole), rest];
    return rest.length === 3 ? [digits(text), ''] : null;
  }
  const doubtful = text[at] !== decimal && rest.length === 3 && /^[1-9]\d{0,2}$/.test(whole);
  return /\D/.test(whole) || doubtful ? null : [whole || '0', rest];
}

const digits = text => text.replace(/\D/g, '');

customElements.define('x-money', Money);
