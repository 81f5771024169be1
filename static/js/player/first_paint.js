/**
 * @file What the page must know before it is first painted, so that nothing
 * moves afterwards. A classic script in the head.
 *
 * It brings the theme, too: one request less.
 *
 * Inside another site's page the player shows no way out of itself; and only
 * where scripts run is the lesson on its way.
 */

import '../theme.js';

(() => {
  const {classList} = document.documentElement;
  classList.add('player-scripted');
  classList.toggle('player-embedded', window.self !== window.top);
})();
