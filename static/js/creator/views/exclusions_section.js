/**
 * What is left out of the figures: a line that says so, and, folded away at
 * the end of the tab, the list of it and the way to leave more out.
 */

import {leftOutText} from '../domain/exclusions.js';
import {h, onFollow, setText} from '../lib/dom.js';
import {imported, lazyInto} from '../lib/lazy_part.js';

/** @import {Page} from '../main.js' */
/** @import {PageData} from '../domain/page_data.js' */

export class ExclusionsSection {
  /**
   * @param {Page} page
   * @param {() => void} onChange called when other plays count than before.
   */
  constructor(page, onChange) {
    /** @type {PageData|null} */
    this.data = null;
    this.text = h('span', {});
    this.link = h('a', {href: '#left-out'}, 'See which, and why');
    this.line = h('p', {class: 'left-out-line', hidden: true},
      this.text, ' ', this.link);
    this.place = h('div', {class: 'left-out'});
    this.summary = h('summary', {}, 'Leave out plays');
    this.element = h('details', {id: 'left-out', class: 'glossary',
      hidden: true}, this.summary, this.place);
    this.part = lazyInto(this.place, async () => {
      const {ExclusionsPanel} =
        await imported(() => import('./exclusions_panel.js'));
      return new ExclusionsPanel(page.api, onChange);
    });
    this.element.addEventListener('toggle', () => this.draw());
    onFollow(this.link, () => {
      this.element.open = true;
      this.element.scrollIntoView();
      this.summary.focus({preventScroll: true});
    });
  }

  /** @param {PageData} data */
  update(data) {
    this.data = data;
    const text = leftOutText(data.answer);
    setText(this.text, text);
    this.line.hidden = !text;
    this.element.hidden = !text && !data.answer.may_leave_out;
    this.draw();
  }

  draw() {
    const {data} = this;
    if (this.element.open && data) this.part.with((part) => part.update(data));
  }
}
