// The banner that says that the server cannot be reached.
export function online(yes) {
  const banner = document.getElementById('offline');
  if (banner) banner.hidden = yes;
}

addEventListener('offline', () => online(false));
addEventListener('online', () => online(true));
document.addEventListener('htmx:before:response', () => online(true));
