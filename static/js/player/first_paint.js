/**
 * @file Sets classes on the root before the first paint, so that nothing moves
 * afterwards: whether scripts run, and whether another site embeds the player,
 * which then hides links to other pages. A classic script in the head, which
 * includes the theme to save a request.
 */

import '../theme.js';

(() => {
  const {classList} = document.documentElement;
  classList.add('player-scripted');
  classList.toggle('player-embedded', window.self !== window.top);
})();
