// place puts a popover under a box of the page, above it where there is no
// room below, and never outside the window.
export function place(pop, { left, top, bottom }, width) {
  Object.assign(pop.style, { position: 'fixed', inset: 'auto', margin: '0', minInlineSize: width ? width + 'px' : '' });
  const { offsetWidth, offsetHeight } = pop;
  const below = bottom + 4;
  const fits = below + offsetHeight <= innerHeight || top < offsetHeight + 8;
  pop.style.left = Math.max(8, Math.min(left, innerWidth - offsetWidth - 8)) + 'px';
  pop.style.top = Math.max(8, fits ? Math.min(below, innerHeight - offsetHeight - 8) : top - offsetHeight - 4) + 'px';
}
