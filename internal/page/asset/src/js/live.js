// x-bell: what rings, told at once. One tab of a browser listens and tells the
// others; what it hears are ids, and each tab asks for what it shows.
const name = 'dossier-live';
const pause = 60000; // before a server that refused is asked again

export function bell(home, { ask, show, place }) {
  const { live, panel, reminders, sheet } = home.dataset;
  const link = home.querySelector('a');
  const box = document.getElementById('bell');
  const over = document.getElementById('reminding');
  const others = 'BroadcastChannel' in window ? new BroadcastChannel(name) : null;
  let { have } = home.dataset;
  let source, release, styled;

  // The number stands in the tab's title as well, but in quiet hours.
  function number() {
    const count = document.getElementById('bell-count');
    const rings = !count.hidden && !('quiet' in count.dataset) ? `(${count.textContent}) ` : '';
    document.title = rings + document.title.replace(/^\(\d+\+?\) /, '');
  }

  function style() {
    return styled ??= document.querySelector(`link[href="${sheet}"]`) ? Promise.resolve() : new Promise(done => {
      const add = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: sheet, onload: done, onerror: done });
      document.head.append(add);
    });
  }

  async function fill(url, target) {
    await style();
    const { ok, html } = await ask(url, { target });
    if (ok) await show(html, target);
    number();
    return ok;
  }

  function heard(told) {
    if (told.id === have) return;
    have = told.id;
    fill(panel, box);
    if (told.fired || over.querySelector('.reminder')) fill(reminders, over);
  }

  function listen() {
    source = new EventSource(live + '?have=' + encodeURIComponent(have));
    source.addEventListener('ring', e => {
      const told = { id: e.lastEventId, ...JSON.parse(e.data) };
      others?.postMessage(told);
      heard(told);
    });
    source.addEventListener('end', () => source.close());
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, pause * (1 + Math.random()));
    });
  }

  // begin waits for its turn where the browser gives turns; where it does not,
  // each tab listens by itself.
  function begin() {
    if (!others || !navigator.locks) return listen();
    navigator.locks.request(name, () => new Promise(done => { release = done; listen(); }));
  }

  others?.addEventListener('message', e => heard(e.data));
  addEventListener('pagehide', () => { source?.close(); release?.(); });
  addEventListener('pageshow', e => { if (e.persisted) begin(); });

  link.addEventListener('click', async e => {
    if (e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    if (!await fill(panel, box)) return location.assign(link.href);
    box.showPopover({ source: link });
    if (matchMedia('(width > 860px)').matches) place(box, link);
  });
  document.addEventListener('click', e => {
    const read = e.target.closest?.('[data-read]');
    if (read) ask(read.dataset.read, { method: 'POST', keepalive: true, target: box });
    const hide = e.target.closest?.('[data-hide]');
    if (hide) document.querySelector(hide.dataset.hide)?.remove();
  });
  document.addEventListener('htmx:after:settle', number);

  number();
  if (+document.getElementById('bell-count').dataset.fired && !document.getElementById('missed')) fill(reminders, over);
  begin();
}
