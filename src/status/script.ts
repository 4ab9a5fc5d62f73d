/**
 * All that the page's script does: bring the page up to date every half minute, and search while somebody types. Both
 * ask for the page as it would be without a script and take over its live parts, so there is one way to render it.
 */
export const SCRIPT = `
const EVERY_MS = 30000, TYPING_MS = 200;
const notice = document.getElementById('notice');
let request, typing;

async function update() {
  request?.abort();
  request = new AbortController();
  try {
    const answer = await fetch(location.href, { signal: request.signal, cache: 'no-store' });
    if (!answer.ok) throw new Error('status ' + answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of document.querySelectorAll('[data-live]')) {
      const fresh = page.getElementById(part.id);
      if (!fresh) continue;
      /* What somebody has opened stays open, and where the keyboard stood on it, it stands again. */
      const folded = part.querySelector('#folded'), next = fresh.querySelector('#folded');
      const stood = folded && folded.contains(document.activeElement);
      if (folded && next) next.open = folded.open;
      part.replaceWith(fresh);
      if (stood && next) next.querySelector('summary').focus();
    }
    document.title = page.title;
    notice.textContent = '';
  } catch (error) {
    if (error.name !== 'AbortError') notice.textContent = 'The exporter does not answer: this is what it last said.';
  }
}

/* Taking away what somebody has selected or stands on would be rude. */
function isInUse() {
  const focused = document.activeElement;
  return document.hidden || !getSelection().isCollapsed || Boolean(focused?.closest('[data-live]') && !focused.closest('summary'));
}

setInterval(() => { if (!isInUse()) update(); }, EVERY_MS);
document.addEventListener('visibilitychange', () => { if (!isInUse()) update(); });

const form = document.getElementById('search');
form?.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    const query = new URLSearchParams(new FormData(form));
    if (!query.get('q')) query.delete('q');
    history.replaceState(null, '', query.size > 0 ? '?' + query : location.pathname);
    update();
  }, TYPING_MS);
});
`;
