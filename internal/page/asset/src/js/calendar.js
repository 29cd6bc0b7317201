// x-cal: events that pop up, are drawn to another time, and begin where one
// draws. The server judges each move and offers to take it back.
const step = 15; // minutes
const near = 4; // pixels that are no move yet
const kept = { first: -1, top: 0 }; // how far the hours were scrolled before the page was drawn anew

export function calendar(home, { ask, drawer, place, show }) {
  const { first, last, move, new: fresh } = home.dataset;
  const main = document.getElementById('main');
  const scroll = first && home.parentElement;
  if (scroll) {
    const hour = home.querySelector('[data-slots]').offsetHeight / (last - first);
    scroll.scrollTop = kept.first === first ? kept.top : (home.dataset.open - first) * hour;
    scroll.addEventListener('scroll', () => { kept.top = scroll.scrollTop; }, { passive: true });
    kept.first = first;
    kept.top = scroll.scrollTop;
  }
  const clock = m => [m / 60 | 0, m % 60].map(n => String(n).padStart(2, '0')).join(':');
  const minute = (box, y) => {
    const { top, height } = box.getBoundingClientRect();
    return +first * 60 + (y - top) / height * (last - first) * 60;
  };
  const snap = m => Math.round(m / step) * step;
  const clamp = (m, low, high) => Math.max(low, Math.min(m, high));
  // under is the day at a point: a column's part with hours, or a day of the month.
  const under = (x, y) => {
    const at = document.elementsFromPoint(x, y).find(el => home.contains(el) && el.closest('[data-day]'));
    const day = at?.closest('[data-day]');
    return day && { day, slots: at.closest('[data-slots]') };
  };

  async function pop(item, link) {
    const box = document.getElementById('cal-pop');
    const { ok, html } = await ask('/calendar/event/' + item.dataset.event, { target: box });
    if (!ok) return location.assign(link.href);
    await show(html, box);
    if (!box.matches(':popover-open')) box.showPopover();
    place(box, item);
    box.querySelector('[autofocus]')?.focus();
    box.addEventListener('toggle', e => { if (e.newState === 'closed') link.focus(); }, { once: true });
  }

  async function send(values) {
    const { ok, html } = await ask(move, { method: 'POST', body: new URLSearchParams(values), target: main });
    if (ok || !html.trim()) return;
    const box = document.getElementById('dialog');
    await show(html, box);
    if (!box.open) box.showModal();
  }

  function begin(day, from, to) {
    const q = new URLSearchParams({ day: day.dataset.day, at: from, for: to - from });
    if (day.dataset.who) q.set('who', day.dataset.who);
    drawer(fresh + '?' + q);
  }

  // drag follows a pointer; what it draws and what it does at the end depend on
  // where it began: an event, its lower edge, an empty place.
  function drag(down) {
    const item = down.target.closest('[data-event]');
    const start = under(down.clientX, down.clientY);
    if (!start || item && !('movable' in item.dataset) || !item && (!fresh || !start.slots)) return;
    const grip = down.target.closest('[data-grip]');
    const timed = item?.closest('[data-slots]');
    const long = item && timed ? item.getBoundingClientRect().height / timed.getBoundingClientRect().height * (last - first) * 60 : 60;
    const top = item && timed ? minute(timed, item.getBoundingClientRect().top) : 0;
    const held = timed ? minute(timed, down.clientY) - top : 0;
    const ghost = document.createElement('div');
    ghost.className = 'cal-ghost';
    let moving, goal, marked;

    function draw({ day, slots }, y) {
      marked?.classList.remove('cal-target');
      goal = { day };
      if (!slots || item && !timed) {
        ghost.remove();
        (marked = day).classList.add('cal-target');
        return;
      }
      const at = minute(slots, y);
      if (!item) {
        const from = snap(minute(start.slots, down.clientY) - step / 2);
        goal = { day: start.day, from: Math.min(from, snap(at)), to: Math.max(from + step, snap(at)) };
        slots = start.slots;
      } else if (grip) {
        goal = { day: start.day, from: snap(top), to: Math.max(snap(at), snap(top) + step) };
        slots = timed;
      } else {
        goal.from = clamp(snap(at - held), 0, 1440 - step);
        goal.to = goal.from + snap(long);
      }
      goal.to = Math.min(goal.to, 1440);
      ghost.style.setProperty('--at', goal.from);
      ghost.style.setProperty('--for', goal.to - goal.from);
      ghost.textContent = clock(goal.from) + '–' + clock(goal.to);
      slots.append(ghost);
    }

    function go(e) {
      if (!moving && Math.hypot(e.clientX - down.clientX, e.clientY - down.clientY) < near) return;
      if (!moving) {
        moving = true;
        home.classList.add('cal-moving');
        item?.classList.add('cal-moved');
        document.getElementById('cal-pop').hidePopover();
      }
      const at = under(e.clientX, e.clientY);
      if (at) draw(at, e.clientY);
    }

    function end(e) {
      for (const [name, does] of heard) removeEventListener(name, does, true);
      home.classList.remove('cal-moving');
      item?.classList.remove('cal-moved');
      marked?.classList.remove('cal-target');
      ghost.remove();
      if (!moving) return;
      addEventListener('click', stop, { capture: true, once: true });
      setTimeout(() => removeEventListener('click', stop, true));
      if (!e || !goal) return;
      const { day, from, to } = goal;
      if (!item) return begin(day, from, to);
      const values = { id: item.dataset.event, version: item.dataset.version, day: day.dataset.day };
      if (from !== undefined) values.at = from;
      if (grip) values.for = to - from;
      if (day.dataset.who && day !== start.day) values.who = day.dataset.who;
      if (day === start.day && !grip && (from === undefined || from === snap(top))) return;
      send(values);
    }

    const stop = e => { e.preventDefault(); e.stopPropagation(); };
    const heard = Object.entries({
      pointermove: go,
      pointerup: end,
      pointercancel: () => end(),
      keydown: e => { if (e.code === 'Escape') stop(e), end(); },
    });
    for (const [name, does] of heard) addEventListener(name, does, true);
  }

  home.addEventListener('pointerdown', e => {
    if (e.button || e.pointerType === 'touch' || !move) return;
    drag(e);
  });
  home.addEventListener('dragstart', e => e.preventDefault());
  home.addEventListener('click', e => {
    const link = e.target.closest('[data-event] a');
    if (!link || e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
    e.preventDefault();
    pop(link.closest('[data-event]'), link);
  });
  home.addEventListener('dblclick', e => {
    if (!fresh || e.target.closest('[data-event],a')) return;
    const at = under(e.clientX, e.clientY);
    if (!at) return;
    const from = at.slots ? Math.floor(minute(at.slots, e.clientY) / 30) * 30 : 540;
    begin(at.day, from, from + 30);
  });

  // The line of now goes on by itself.
  const now = home.querySelector('[data-now]');
  const shown = Date.now();
  if (now) {
    const timer = setInterval(() => {
      if (!now.isConnected) return clearInterval(timer);
      const at = +now.dataset.now + (Date.now() - shown) / 60000;
      now.style.setProperty('--hr', at / 60 | 0);
      now.style.setProperty('--mn', at % 60);
    }, 60000);
  }
}
