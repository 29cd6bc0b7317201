// Forms for strangers: the proof of work that keeps robots off, done beside the
// page while one types, and the height of the form for the site that shows it.
const { proof, bits, worker, sending } = document.body.dataset;
const form = document.querySelector('form:has([name=proof])');

function prove() {
  if (!form || !globalThis.Worker || !globalThis.crypto?.subtle) return null;
  let url = worker;
  if (globalThis.trustedTypes) url = trustedTypes.createPolicy('proof', { createScriptURL: text => text }).createScriptURL(worker);
  return new Promise(done => {
    const hand = new Worker(url);
    hand.onmessage = e => { form.elements.proof.value = e.data; hand.terminate(); done(); };
    hand.onerror = () => done();
    hand.postMessage({ proof, bits: +bits });
  });
}

const proved = prove();
form?.addEventListener('submit', async e => {
  const button = form.querySelector('button[type=submit]');
  if (form.elements.proof.value || !proved) { setTimeout(() => { button.disabled = true; }); return; }
  e.preventDefault();
  button.disabled = true;
  button.setAttribute('aria-busy', 'true');
  button.querySelector('.button-label').textContent = sending;
  await Promise.race([proved, new Promise(late => setTimeout(late, 15000))]);
  form.submit();
});

// The zone that nobody chose is the browser's; one that is chosen is shown at once.
const zones = document.querySelector('[data-sends]');
if (zones) {
  zones.form.querySelector('button').hidden = true;
  zones.addEventListener('change', () => zones.form.requestSubmit());
  const own = zones.form.dataset.guess && Intl.DateTimeFormat().resolvedOptions().timeZone?.replace('/Kiev', '/Kyiv');
  if (own && own !== zones.value) {
    const to = new URL(location);
    to.searchParams.set('zone', own);
    location.replace(to);
  }
}

if (parent !== window) {
  const tell = () => parent.postMessage({ dossier: Math.ceil(document.querySelector('main').getBoundingClientRect().bottom) + 1 }, '*');
  new ResizeObserver(tell).observe(document.body);
  tell();
}
