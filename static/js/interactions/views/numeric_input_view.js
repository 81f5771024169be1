/**
 * NumericInput: a field for a number. It is a text field: a number field
 * silently drops what it does not understand ("3,5" in an English browser),
 * and the number keypads of telephones lack the minus sign.
 */

import {typedInput} from './typed_input.js';

/** Characters; a longer one is no number that a person types. */
const MAX_LENGTH = 100;

/**
 * @param {import('./interaction_view.js').ViewOptions} options
 * @returns {import('./interaction_view.js').InteractionView}
 */
export function numericInputView({args, onSubmit}) {
  return typedInput({
    label: 'Your answer (a number)',
    attributes: {
      placeholder: args.placeholder?.value || null,
      maxlength: MAX_LENGTH,
    },
    onSubmit,
  });
}
