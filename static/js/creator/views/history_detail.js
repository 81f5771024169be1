/**
 * The part of the history tab that its address selects: one version, or the
 * difference between two.
 */

import {nothing} from 'lit-html';

import {parseSide} from '../domain/comparison_sides.js';
import {loadedView} from '../lib/notices.js';
import {Resource} from '../lib/resource.js';
import {versionDifference} from './version_difference.js';
import {versionPanel} from './version_panel.js';

/** @import {TemplateResult as Template} from 'lit-html' */
/** @import {ViewState} from '../domain/view_state.js' */
/** @import {Page} from '../main.js' */

/**
 * @param {string|null} side such as "v3".
 * @return {number|null} the version; null for days.
 */
function versionOf(side) {
  const parsed = parseSide(side);
  return parsed?.kind === 'version' ? parsed.version : null;
}

export class HistoryDetail {
  /**
   * @param {Page} page
   * @param {() => void} redraw
   */
  constructor(page, redraw) {
    this.page = page;
    /** @type {Resource<Template>} drawn as soon as it is loaded. */
    this.content = new Resource(() => {
      redraw();
      this.focus();
    });
    /** @type {string|null} the card that the reader wants to see. */
    this.card = null;
  }

  /** @param {ViewState} state */
  show({version, a, b, card}) {
    const {api, hashFor} = this.page;
    const [before, after] = [versionOf(a), versionOf(b)];
    const key = JSON.stringify([version, before, after]);
    const isOther = key !== this.content.key;
    this.card = card;
    if (isOther) this.content.clear();
    if (before !== null && after !== null) {
      this.content.load(key, async () => versionDifference(
        await api.getDifference(before, after), hashFor));
    } else if (version !== null) {
      this.content.load(key, async () => versionPanel(
        await api.getData(version), this.page));
    } else {
      this.content.clear();
    }
    if (!isOther) this.focus();
  }

  /** @return {unknown} a template. */
  template() {
    return this.content.key === '' ? nothing : loadedView(
      this.content, 'This could not be loaded', (template) => template);
  }

  /** Moves the focus to the requested card or heading, and scrolls there. */
  focus() {
    if (!this.content.value) return;
    const cardHeading = this.card === null ? null : document.querySelector(
      `[data-difference-of="${CSS.escape(this.card)}"] h4`);
    const heading = cardHeading ?? document.querySelector(
      '#difference-heading, #version-heading');
    if (!(heading instanceof HTMLElement)) return;
    heading.focus();
    heading.scrollIntoView({block: 'start'});
  }
}
