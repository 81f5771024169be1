/** Continue: a button. */

import {button} from '../../player/views/dom.js';
import {ONCE} from '../../player/views/once.js';

/**
 * @param {import('./interaction_view.js').ViewOptions} options
 * @returns {import('./interaction_view.js').InteractionView}
 */
export function continueView({args, lang, onSubmit}) {
  const text = args.buttonText?.value;
  const element = button(text || 'Continue', {
    class: 'btn btn-primary player-button', lang: text ? lang : null,
    onclick: () => onSubmit(null), ...ONCE,
  });
  return {
    element,
    focus: () => element.focus(),
    reset: () => {},
    showInvalid: () => {},
  };
}
