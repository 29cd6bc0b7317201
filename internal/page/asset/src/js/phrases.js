// x-phrases: phrases that one takes into a field with a click. The one beside it
// that names its technique is ticked. Where the field is rows, the phrase goes
// into the last answer, or into a new row.
export function phrases(home) {
  home.addEventListener('click', e => {
    const button = e.target.closest('[data-phrase]');
    if (!button) return;
    const tick = document.getElementById(button.dataset.mark);
    if (tick) tick.checked = true;
    const field = target(home, button.dataset.into);
    if (!field) return;
    const before = field.value.trimEnd();
    field.value = before + (before && (field.tagName === 'TEXTAREA' ? '\n' : ' ')) + button.dataset.phrase;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    field.focus();
  });
}

function target(home, id) {
  const field = document.getElementById(id);
  if (field?.matches('textarea,input')) return field;
  const empty = () => [...home.querySelectorAll('[data-list] [name$=".answer"]')].at(-1);
  if (!empty() || empty().value) home.querySelector('[data-add]')?.click();
  return empty();
}
