// A session that ended: the sign-in form opens over the page, what was typed
// stays, and the request that was refused is sent again.
import { htmx, load } from './exchange.js';

let waiting;

// signIn resolves to true when the same user is back, to false when he gave up.
export function signIn() {
  return waiting ??= new Promise(done => {
    const dialog = document.getElementById('sign-in');
    if (!dialog) return done(false);
    const finish = back => {
      waiting = undefined;
      document.removeEventListener('signed-in', welcome);
      dialog.removeEventListener('close', leave);
      if (dialog.open) dialog.close();
      done(back);
    };
    const welcome = () => finish(true);
    const leave = () => finish(false);
    document.addEventListener('signed-in', welcome);
    dialog.addEventListener('close', leave);
    load(dialog.dataset.src, dialog).then(() => dialog.open || dialog.showModal());
  });
}

document.addEventListener('htmx:before:response', e => {
  const { response, request, sourceElement, target, swap } = e.detail.ctx;
  if (response.status !== 401 || document.getElementById('sign-in')?.contains(sourceElement)) return;
  e.preventDefault();
  signIn().then(back => {
    if (!back) return;
    if (sourceElement.matches('form')) sourceElement.requestSubmit(request.submitter);
    else htmx.ajax(request.method, request.action, { source: sourceElement, target, swap });
  });
});
