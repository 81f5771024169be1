/** Dialogs whose state is part of the address. */

import {html} from 'lit-html';

/** @import {Page} from '../main.js' */

/**
 * The event `close` is fired some time after the dialog has closed; a refresh
 * before it would find the old address and open the dialog again. So each way
 * to close it changes the address at once.
 */
export class AddressedDialog {
  /**
   * @param {string} name class of the dialog; its heading has the id
   *     `<name>-heading`.
   * @param {Page} page
   * @param {Parameters<Page['navigate']>} away to the address without it.
   */
  constructor(name, page, ...away) {
    this.page = page;
    this.away = away;
    /** Key of the content shown; '' while the dialog is closed. */
    this.shownKey = '';
    this.element = document.createElement('dialog');
    this.element.className = name;
    this.element.setAttribute('aria-labelledby', `${name}-heading`);
    this.element.addEventListener('click', (event) => {
      if (event.target === this.element) this.leave();
    });
    this.element.addEventListener('cancel', this.leave);
    // Browsers may close a dialog without `cancel`, and it may be open again by
    // the time of this event.
    this.element.addEventListener('close', () => {
      if (!this.element.open) this.leave();
    });
    document.body.append(this.element);
  }

  /**
   * @param {string} key of the content to show.
   * @return {boolean} whether the content changes.
   */
  isOther(key) {
    const isOther = key !== this.shownKey;
    this.shownKey = key;
    return isOther;
  }

  leave = () => {
    if (this.shownKey === '') return;
    this.hide();
    this.page.navigate(...this.away);
  };

  hide() {
    this.shownKey = '';
    if (this.element.open) this.element.close();
  }

  closeButton() {
    return html`<button type="button" class="btn-close" aria-label="Close"
      @click=${this.leave}></button>`;
  }
}
