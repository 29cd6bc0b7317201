// The eye in a password field shows what was typed, and hides it again.
document.addEventListener('click', e => {
  const eye = e.target.closest?.('[data-reveal]');
  const field = eye && document.getElementById(eye.dataset.reveal);
  if (!field) return;
  const shown = field.type === 'password';
  field.type = shown ? 'text' : 'password';
  eye.setAttribute('aria-pressed', String(shown));
  field.focus();
});
