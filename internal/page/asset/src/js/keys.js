// Shortcuts by the place of the key, not its letter: they hold in every layout.
// What a key does is written on the element: data-key, data-go.
let go = 0;

const writing = el => el.closest?.('textarea,select,[contenteditable],[role=combobox],input:not([type=checkbox],[type=radio],[type=button],[type=submit])');

function press(el) {
  if (el.matches('input,textarea,select')) el.focus();
  else el.click();
}

// find prefers what the page itself has for a key to what stands around it.
function find(attribute, value) {
  const scope = document.querySelector('dialog:modal') ?? document;
  const all = [...scope.querySelectorAll(`[${attribute}="${value}"]`)].filter(el => !el.disabled && (el.checkVisibility() || el.closest('[popover]')));
  return all.find(el => el.closest('main')) ?? all[0];
}

addEventListener('keydown', e => {
  if (e.defaultPrevented || e.isComposing) return;
  if ((e.ctrlKey || e.metaKey) && !e.altKey) return save(e);
  if (e.altKey || e.ctrlKey || e.metaKey || document.documentElement.dataset.keys === 'off' || writing(e.target)) return;
  const second = Date.now() - go < 1500;
  go = 0;
  const target = second && find('data-go', e.code) || find('data-key', (e.shiftKey ? 'Shift+' : '') + e.code);
  if (target) {
    e.preventDefault();
    press(target);
  } else if (e.code === 'KeyG') {
    go = Date.now();
  }
});

function save(e) {
  const enter = e.code === 'Enter' || e.code === 'NumpadEnter';
  if (!enter && e.code !== 'KeyS') return;
  const scope = document.querySelector('dialog:modal') ?? document;
  const form = e.target.closest?.('form') ?? (enter ? null : scope.querySelector('form[data-draft]'));
  if (!form) return;
  e.preventDefault();
  form.requestSubmit(form.querySelector('button:not([type]):not([formaction]):not([disabled]),[type=submit]:not([formaction]):not([disabled])'));
}
