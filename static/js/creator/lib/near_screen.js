/**
 * Runs a task when an element comes near the screen.
 */

/**
 * @param {Element} element
 * @param {string} distance above and below the screen, such as "200px".
 * @param {() => void} task done once.
 * @return {() => void} stops waiting.
 */
export function whenNear(element, distance, task) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    task();
  }, {rootMargin: distance});
  observer.observe(element);
  return () => observer.disconnect();
}
