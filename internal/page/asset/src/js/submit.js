// A form is sent once: while it is on its way its buttons rest.
const buttons = form => [...form.elements].filter(el => el.matches('button:not([type=button]),[type=submit]'));

function busy(form, yes) {
  if (yes) form.setAttribute('aria-busy', 'true');
  else form.removeAttribute('aria-busy');
  for (const button of buttons(form)) {
    if (yes && !button.disabled) button.dataset.resting = '';
    else if (yes || !('resting' in button.dataset)) continue;
    else delete button.dataset.resting;
    button.disabled = yes;
  }
}

document.addEventListener('submit', e => {
  const form = e.target;
  if (form.getAttribute('aria-busy') === 'true') {
    e.preventDefault();
    e.stopImmediatePropagation();
    return;
  }
  // A button with an address of its own means it: htmx would send the form to hx-post.
  if (e.submitter?.hasAttribute('formaction') && form.hasAttribute('hx-post')) e.stopPropagation();
  if (form.method !== 'post' || form.target || 'download' in form.dataset) return; // this page stays
  setTimeout(() => !e.defaultPrevented && busy(form, true)); // once the browser has read the fields
}, true);

document.addEventListener('htmx:before:request', e => {
  const form = e.detail.ctx.sourceElement;
  if (form.matches?.('form') && e.detail.ctx.request.method !== 'GET') busy(form, true);
});
document.addEventListener('htmx:finally:request', e => {
  const { sourceElement, keepIndicators } = e.detail.ctx;
  if (!keepIndicators && sourceElement.matches?.('form')) busy(sourceElement, false);
});
addEventListener('pageshow', e => e.persisted && document.querySelectorAll('form[aria-busy]').forEach(form => busy(form, false)));
