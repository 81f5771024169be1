/**
 * All definitions in one place, for reading and for print.
 */

import {GLOSSARY} from '../domain/glossary.js';
import {h} from '../lib/dom.js';

export class GlossarySection {
  constructor() {
    const entries = Object.values(GLOSSARY).flatMap(
      ({name, definition, formula}) => [
        h('dt', {}, name),
        h('dd', {}, definition,
          formula ? h('span', {class: 'formula'}, formula) : null),
      ]);
    this.element = h('details', {class: 'glossary'},
      h('summary', {}, 'What every number means'),
      h('dl', {}, ...entries));
    // A closed glossary would be missing from the printed report.
    let wasOpen = false;
    window.addEventListener('beforeprint', () => {
      wasOpen = this.element.open;
      this.element.open = true;
    });
    window.addEventListener('afterprint', () => {
      this.element.open = wasOpen;
    });
  }
}
