/**
 * A tab whose module is fetched when the tab is first opened.
 */

import {LazyPart} from '../lib/lazy_part.js';

/** @import {View} from '../main.js' */
/** @import {ViewState} from '../domain/view_state.js' */

/** @implements {View} */
export class LazyView {
  /**
   * @param {HTMLElement} root of the tab.
   * @param {() => Promise<View>} load puts the view into the root.
   */
  constructor(root, load) {
    this.root = root;
    this.part = new LazyPart(root, load);
  }

  /** @param {ViewState} state */
  show(state) {
    this.root.hidden = false;
    this.part.with((view) => view.show(state));
  }

  hide() {
    this.root.hidden = true;
    this.part.forget();
    this.part.value?.hide();
  }

  explorationChanged() {
    this.part.value?.explorationChanged();
  }
}
