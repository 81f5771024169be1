/** TextInput: a field for words. */

import {MAX_TEXT_ANSWER_LENGTH} from '../text_input.js';
import {typedInput} from './typed_input.js';

/**
 * @param {import('./interaction_view.js').ViewOptions} options
 * @returns {import('./interaction_view.js').InteractionView}
 */
export function textInputView({args, lang, onSubmit}) {
  return typedInput({
    label: 'Your answer',
    rows: Number(args.rows?.value ?? 1),
    attributes: {
      placeholder: args.placeholder?.value || null,
      maxlength: MAX_TEXT_ANSWER_LENGTH,
      lang,
    },
    onSubmit,
  });
}
