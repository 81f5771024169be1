/** A tab whose module is loaded when the tab is first opened. */

import {render} from 'lit-html';

import {lazily} from '../lib/lazy_part.js';

/** @import {LazyModule} from '../lib/lazy_part.js' */
/** @import {View} from '../main.js' */
/** @import {ViewState} from '../domain/view_state.js' */

/** @typedef {Pick<View, 'show'|'explorationChanged'>} TabContent */

/**
 * @template T
 * @implements {View}
 */
export class LazyView {
  /**
   * @param {HTMLElement} root of the tab.
   * @param {LazyModule<T>} module
   * @param {(module: T, element: HTMLElement) => TabContent} create draws the
   *     tab into the element.
   */
  constructor(root, module, create) {
    this.root = root;
    this.module = module;
    this.create = create;
    this.element = document.createElement('div');
    /** @type {TabContent|null} */
    this.content = null;
  }

  /** @param {ViewState} state */
  show(state) {
    this.root.hidden = false;
    render(lazily(this.module, (module) => {
      this.content ??= this.create(module, this.element);
      // The reader may have gone to another tab while the module was loading.
      if (!this.root.hidden) this.content.show(state);
      return this.element;
    }), this.root);
  }

  hide() {
    this.root.hidden = true;
  }

  explorationChanged() {
    this.content?.explorationChanged();
  }
}
