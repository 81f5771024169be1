/**
 * @fileoverview Inside another site's page the player shows no way out of
 * itself. A classic script in the head, so that nothing moves after the
 * first paint.
 */
(() => {
  const isEmbedded = window.self !== window.top;
  document.documentElement.classList.toggle('player-embedded', isEmbedded);
})();
