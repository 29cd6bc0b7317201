// x-route: the steps of a process moved and joined by mouse and by keyboard,
// and laid out. The server keeps each change and draws the map anew; without
// this script the forms beside the map do the same.
const near = 4; // pixels that are no move yet
const grid = 4; // points that steps are moved by
const kept = { zoom: 1 };

export function route(home, { ask, show }) {
  const svg = home.querySelector('svg.route');
  const wide = +svg.getAttribute('width');
  const high = +svg.getAttribute('height');
  const zoom = by => {
    kept.zoom = Math.max(0.3, Math.min(2, kept.zoom * by));
    svg.setAttribute('width', wide * kept.zoom);
    svg.setAttribute('height', high * kept.zoom);
  };
  zoom(1);
  home.addEventListener('click', e => {
    const button = e.target.closest('[data-zoom]');
    if (button) zoom(+button.dataset.zoom);
  });
  const url = home.dataset.act;
  if (!url) return;
  const said = home.querySelector('[data-said]');
  const find = key => svg.querySelector(`[data-step="${key}"]`);
  const stepAt = e => document.elementFromPoint(e.clientX, e.clientY)?.closest('[data-step]');
  const place = (g, dx, dy) => [g.dataset.step, Math.max(0, +g.dataset.x + dx), Math.max(0, +g.dataset.y + dy)].join();

  // send keeps a change and shows the map as it is now, the focus where it was.
  async function send(pairs, focus) {
    home.setAttribute('aria-busy', 'true');
    const body = new URLSearchParams([...pairs, ['version', home.dataset.version]]);
    const { ok, html } = await ask(url, { method: 'POST', body, target: home });
    home.removeAttribute('aria-busy');
    if (!ok && !html.includes('x-route')) return location.reload();
    const scroll = home.querySelector('figure');
    const at = [scroll.scrollLeft, scroll.scrollTop];
    await show(html, home, 'outerHTML');
    const now = document.getElementById('design-board');
    [now.querySelector('figure').scrollLeft, now.querySelector('figure').scrollTop] = at;
    // Forms beside the map speak of the version that they were shown with.
    for (const input of document.querySelectorAll('.design input[name=version]')) input.value = now.dataset.version;
    if (focus) now.querySelector(`[data-step="${focus}"] a`)?.focus({ preventScroll: true });
  }

  const join = (from, to) => from !== to && send([['do', 'join'], ['from', from], ['to', to]], to);

  svg.addEventListener('pointerdown', e => {
    const g = e.target.closest('[data-step]');
    if (!g || e.button) return;
    const scale = svg.getScreenCTM().a;
    const drawn = e.target.closest('[data-port]') && pencil(g);
    let moved = false;
    const move = m => {
      const dx = (m.clientX - e.clientX) / scale;
      const dy = (m.clientY - e.clientY) / scale;
      moved ||= Math.hypot(m.clientX - e.clientX, m.clientY - e.clientY) > near;
      if (!moved) return;
      svg.setPointerCapture(e.pointerId);
      if (drawn) drawn.to(dx, dy);
      else g.setAttribute('transform', `translate(${dx} ${dy})`);
    };
    const up = m => {
      svg.removeEventListener('pointermove', move);
      svg.removeEventListener('pointercancel', up);
      drawn?.line.remove();
      if (m.type === 'pointercancel') return g.removeAttribute('transform');
      if (!moved) return;
      // The link under the pointer is not followed after a move.
      svg.addEventListener('click', c => c.preventDefault(), { capture: true, once: true });
      if (drawn) {
        const to = stepAt(m);
        if (to) join(g.dataset.step, to.dataset.step);
        return;
      }
      const snap = n => Math.round(n / scale / grid) * grid;
      send([['do', 'place'], ['at', place(g, snap(m.clientX - e.clientX), snap(m.clientY - e.clientY))]], g.dataset.step);
    };
    svg.addEventListener('pointermove', move);
    svg.addEventListener('pointerup', up, { once: true });
    svg.addEventListener('pointercancel', up, { once: true });
  });
  svg.addEventListener('dragstart', e => e.preventDefault());

  // pencil draws a line from the port of a step to the pointer.
  function pencil(g) {
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    const x = +g.dataset.x + +g.dataset.wide;
    const y = +g.dataset.y + +g.dataset.high / 2;
    line.setAttribute('class', 'route-pencil');
    svg.append(line);
    return { line, to: (dx, dy) => line.setAttribute('d', `M${x} ${y}l${dx} ${dy}`) };
  }

  let joining = '';
  const pushed = { dx: 0, dy: 0, timer: 0 };
  svg.addEventListener('keydown', e => {
    const g = e.target.closest('[data-step]');
    if (!g || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.code !== 'Tab') e.stopPropagation(); // these keys mean other things elsewhere
    const key = g.dataset.step;
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.code] ?? [];
    if (x !== undefined) {
      e.preventDefault();
      const by = e.shiftKey ? 64 : 16;
      pushed.dx += x * by;
      pushed.dy += y * by;
      g.setAttribute('transform', `translate(${pushed.dx} ${pushed.dy})`);
      clearTimeout(pushed.timer);
      pushed.timer = setTimeout(() => send([['do', 'place'], ['at', place(g, pushed.dx, pushed.dy)]], key), 400);
    } else if (e.code === 'KeyN') {
      e.preventDefault();
      const form = document.querySelector('[data-add] form');
      form.elements.after.value = key;
      form.elements.name.focus();
    } else if (e.code === 'KeyJ') {
      e.preventDefault();
      if (joining) return join(joining, key);
      joining = key;
      g.classList.add('is-joining');
      said.textContent = home.dataset.joining;
    } else if (e.code === 'Escape' && joining) {
      find(joining).classList.remove('is-joining');
      joining = said.textContent = '';
    } else if (e.code === 'Delete') {
      e.preventDefault();
      send([['do', 'drop'], ['step', key]]);
    }
  });

  // Laying out well takes a library, fetched when somebody asks for it.
  home.querySelector('[data-lay]').addEventListener('submit', async e => {
    e.preventDefault();
    const { Graph, layout } = await import('../../vendor/dagre-3.1.3.esm.js');
    const steps = [...svg.querySelectorAll('[data-step]')];
    const graph = new Graph({ multigraph: true }).setGraph({ rankdir: 'LR', nodesep: 44, ranksep: 76, marginx: 24, marginy: 56 }).setDefaultEdgeLabel(() => ({}));
    for (const { dataset: { step, wide, high } } of steps) graph.setNode(step, { width: +wide, height: +high + (wide < 100 ? 30 : 0) });
    svg.querySelectorAll('[data-from]').forEach(({ dataset: { from, to } }, i) => graph.setEdge(from, to, {}, String(i)));
    layout(graph);
    await send([['do', 'place'], ...steps.map(({ dataset: { step, wide, high } }) => {
      const { x, y, height } = graph.node(step);
      return ['at', [step, Math.round(x - wide / 2), Math.round(y - height / 2)].join()];
    })]);
  });
  home.dataset.live = '';
}
