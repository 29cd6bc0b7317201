// Lists and months under a field: below it, above where there is no room, never
// outside the window, and with it when the page scrolls.
const shown = new Map();

// place puts a popover at an element, or at a box for want of one.
export function place(pop, at, wide) {
  shown.set(pop, () => put(pop, at.getBoundingClientRect?.() ?? at, wide));
  shown.get(pop)();
}

function put(pop, { left, top, bottom, width }, wide) {
  pop.style.positionArea = 'none';
  if (wide) pop.style.minInlineSize = width + 'px';
  const { offsetWidth, offsetHeight } = pop;
  const fits = bottom + offsetHeight + 8 <= innerHeight || top < offsetHeight + 8;
  pop.style.inset = 'auto';
  pop.style.left = Math.max(8, Math.min(left, innerWidth - offsetWidth - 8)) + 'px';
  pop.style.top = Math.max(0, fits ? Math.min(bottom, innerHeight - offsetHeight - 8) : top - offsetHeight - 8) + 'px';
}

addEventListener('scroll', () => {
  for (const [pop, again] of shown) {
    if (pop.matches(':popover-open')) again();
    else shown.delete(pop);
  }
}, { capture: true, passive: true });
