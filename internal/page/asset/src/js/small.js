// Small helps: a text to copy, a password to show, a page to print, rows to find.
import { toast } from './toast.js';

document.addEventListener('click', async e => {
  const copy = e.target.closest?.('[data-copy]');
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    if (copy.dataset.copied) toast({ text: copy.dataset.copied });
  }
  if (e.target.closest?.('[data-print]')) print();
  const reveal = e.target.closest?.('[data-reveal]');
  const field = reveal && document.getElementById(reveal.dataset.reveal);
  if (field) {
    const shown = field.type === 'text';
    field.type = shown ? 'password' : 'text';
    reveal.setAttribute('aria-pressed', String(!shown));
  }
});

document.addEventListener('input', e => {
  const search = e.target.closest?.('[data-find]');
  if (!search) return;
  const words = e.target.value.trim().toLocaleLowerCase();
  for (const row of search.closest('form,dialog,section,main').querySelectorAll(search.dataset.find)) {
    row.hidden = !row.textContent.toLocaleLowerCase().includes(words);
  }
});

// Tabs that find no room stand in a menu behind the others; the open one always
// has room. A phone draws them sideways instead.
const wide = matchMedia('(width > 860px)');
const fits = new ResizeObserver(all => all.forEach(({ target }) => fit(target)));
function fit(nav) {
  const [more, menu] = nav.querySelectorAll('.tabs-more, .menu');
  const tabs = [...nav.querySelectorAll('a')].sort((a, b) => a.dataset.at - b.dataset.at);
  for (const tab of tabs) {
    tab.removeAttribute('role');
    tab.className = '';
  }
  more.before(...tabs);
  more.hidden = true;
  const over = () => wide.matches && nav.scrollWidth > nav.clientWidth;
  if (!over()) return;
  more.hidden = false;
  for (const tab of tabs.filter(t => !t.ariaCurrent).reverse()) {
    if (!over()) break;
    tab.role = 'menuitem';
    tab.className = 'menu-item';
    menu.prepend(tab);
  }
}

// A search that only scripts can do is shown only where there are scripts.
const uncover = root => {
  root.querySelectorAll?.('[data-find][hidden]').forEach(el => { el.hidden = false; });
  document.querySelectorAll('.tabs:has(.tabs-more)').forEach(nav => { fit(nav); fits.observe(nav); });
};
document.addEventListener('htmx:after:settle', e => e.detail.newContent.forEach(uncover));
uncover(document);
