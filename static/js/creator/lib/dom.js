/** Small helpers for the page. */

/**
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @return {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`No #${id} on this page.`);
  return element;
}

/**
 * Follows a link on the page itself, but leaves new tabs and windows to the
 * browser.
 *
 * @param {() => void} follow
 * @return {(event: MouseEvent) => void} the listener for its clicks.
 */
export function linkClickListener(follow) {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    follow();
  };
}

/**
 * Runs a task when the browser is idle, after at most half a second.
 *
 * @param {() => void} task
 */
export function whenIdle(task) {
  if ('requestIdleCallback' in window) {
    window.requestIdleCallback(() => task(), {timeout: 500});
  } else {
    setTimeout(task, 0);
  }
}
