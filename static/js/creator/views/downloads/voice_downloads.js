/** Texts of learners as files, which are fetched on demand. */

import {answerDetailsTable, commentsTable} from '../../domain/voices.js';
import {alwaysOf} from '../section.js';
import {filesOf} from './download_table.js';

/** @import {Page} from '../../main.js' */
/** @import {Download} from './download_table.js' */

/**
 * @param {Page} page
 * @return {Download[]}
 */
export function voiceDownloads({api, expId}) {
  const comments = 'What learners wrote with their ratings';
  const details = 'What learners found hard';
  return [{
    id: 'rating_comments', title: comments, details: alwaysOf(), size: '',
    file: async (kind) => {
      const answer = await api.comments.load();
      return filesOf(`${expId}-rating-comments`,
        commentsTable(answer.comments), comments)(kind);
    },
  }, {
    id: 'answer_details', title: details, details: alwaysOf(), size: '',
    file: async (kind) => {
      const answer = await api.answerDetails.load();
      return filesOf(`${expId}-found-hard`,
        answerDetailsTable(answer.learner_answer_infos), details)(kind);
    },
  }];
}
