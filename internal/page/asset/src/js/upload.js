// x-upload: each file goes by itself, with progress; fetch cannot show it, so
// this is XMLHttpRequest.
export function upload(home, { show, signIn, toast }) {
  const input = home.querySelector('[type=file]');
  const list = home.querySelector('[data-list]');
  const pattern = home.querySelector(':scope > template').content.firstElementChild;
  const { url, max, tooBig = '', raw } = home.dataset;

  function take(files) {
    for (const file of input.multiple ? files : [...files].slice(0, 1)) {
      if (max && file.size > max) toast({ text: tooBig.replace('{name}', file.name), kind: 'bad' });
      else send(file, line(file));
    }
  }

  function line(file) {
    const item = pattern.cloneNode(true);
    item.querySelector('[data-text]').textContent = file.name;
    item.querySelector('progress').setAttribute('aria-label', file.name);
    list.append(item);
    return item;
  }

  function send(file, item) {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    const headers = { 'HX-Request': 'true', 'HX-Request-Type': 'partial', 'HX-Target': 'li', Accept: 'text/html' };
    for (const name in headers) request.setRequestHeader(name, headers[name]);
    request.upload.addEventListener('progress', e => { if (e.lengthComputable) item.querySelector('progress').value = 100 * e.loaded / e.total; });
    request.addEventListener('load', () => done(request, file, item));
    request.addEventListener('error', () => { item.remove(); toast({ text: document.getElementById('words')?.dataset.failed, kind: 'bad' }); });
    item.querySelector('[data-cancel]')?.addEventListener('click', () => { request.abort(); item.remove(); });
    if (raw !== undefined) {
      request.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
      request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
      return request.send(file);
    }
    const body = new FormData();
    body.append(input.name || 'file', file);
    request.send(body);
  }

  async function done(request, file, item) {
    if (request.status === 401) return await signIn() ? send(file, item) : item.remove();
    const go = request.getResponseHeader('HX-Redirect');
    if (go) return location.assign(go);
    if (request.getResponseHeader('HX-Refresh') === 'true') return location.reload();
    await show(request.responseText, item, 'outerHTML');
    if (request.status < 300) home.dispatchEvent(new Event('uploaded', { bubbles: true }));
  }

  const chosen = () => {
    take([...input.files]);
    input.value = '';
  };

  input.addEventListener('change', e => { e.stopPropagation(); chosen(); });
  home.addEventListener('dragover', e => { e.preventDefault(); home.toggleAttribute('data-over', true); });
  home.addEventListener('dragleave', e => home.contains(e.relatedTarget) || home.removeAttribute('data-over'));
  home.addEventListener('drop', e => { e.preventDefault(); home.removeAttribute('data-over'); take([...e.dataTransfer.files]); });
  home.addEventListener('paste', e => take([...e.clipboardData.files]));
  chosen(); // what came before this script did
}
