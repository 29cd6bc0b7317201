// Requests of our own elements, spoken as htmx speaks them, so that the server
// needs to know one way only.
import { begin, end, htmx } from './exchange.js';
import { signIn } from './sign.js';
import { online } from './offline.js';

// ask resolves to {ok, status, html}; status 0 means that nobody answered.
// It throws AbortError when the signal says so.
export async function ask(url, { method = 'GET', body, target, signal, headers, keepalive } = {}) {
  const request = {};
  begin(request);
  try {
    const answer = await fetch(url, {
      method, body, signal, keepalive,
      mode: 'same-origin',
      headers: {
        Accept: 'text/html',
        'HX-Request': 'true',
        'HX-Request-Type': 'partial',
        'HX-Current-URL': location.href,
        ...(target && { 'HX-Target': target.localName + (target.id && '#' + encodeURI(target.id)) }),
        ...headers,
      },
    });
    online(true);
    if (answer.status === 401 && await signIn()) {
      return ask(url, { method, body, target, signal, headers });
    }
    obey(answer, target);
    return { ok: answer.ok, status: answer.status, html: await answer.text() };
  } catch (wrong) {
    if (wrong.name === 'AbortError') throw wrong;
    online(false);
    return { ok: false, status: 0, html: '' };
  } finally {
    end(request);
  }
}

function obey({ headers }, target) {
  const go = headers.get('HX-Redirect');
  if (go) location.href = go;
  if (headers.get('HX-Refresh') === 'true') location.reload();
  const events = headers.get('HX-Trigger');
  if (!events) return;
  const told = events[0] === '{' ? JSON.parse(events) : Object.fromEntries(events.split(',').map(name => [name.trim(), {}]));
  for (const [name, detail] of Object.entries(told)) {
    htmx.trigger(target ?? document.body, name, typeof detail === 'object' ? detail : { value: detail });
  }
}
