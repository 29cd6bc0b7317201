// Everything that every page carries. The order matters where modules listen
// to the same event: the guard against sending twice comes first.
import './submit.js';
import './exchange.js';
import './offline.js';
import './sign.js';
import './toast.js';
import './small.js';
import './menu.js';
import './dialog.js';
import './palette.js';
import './keys.js';
import './prefer.js';
import './draft.js';
import './combo.js';
import './date.js';
import './money.js';
import './rows.js';
import './lazy.js';
