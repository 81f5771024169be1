/** Changes the address of the page, and makes links to others. */

import {formatHash, INITIAL_VIEW_STATE} from '../domain/view_state.js';

/** @import {Page} from '../main.js' */
/** @import {ViewState} from '../domain/view_state.js' */

/**
 * @param {() => ViewState} stateNow
 * @param {() => void} showState called after a change of the address.
 * @return {Pick<Page, 'navigate'|'hashFor'>}
 */
export function navigation(stateNow, showState) {
  return {
    navigate(changes, {isStep = true} = {}) {
      const hash = formatHash({...stateNow(), ...changes});
      if (hash === location.hash) return;
      history[isStep ? 'pushState' : 'replaceState'](null, '', hash);
      showState();
    },
    hashFor: (changes) => formatHash({...INITIAL_VIEW_STATE, ...changes}),
  };
}
