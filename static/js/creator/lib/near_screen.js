/**
 * Runs a task when an element comes near the screen.
 */

/**
 * @param {Element} element
 * @param {() => void} task done once.
 * @return {() => void} stops waiting.
 */
export function whenNear(element, task) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    task();
  }, {rootMargin: '400px'});
  observer.observe(element);
  return () => observer.disconnect();
}
