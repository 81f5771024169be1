/** Texts of learners as tables to download. Free of the DOM. */

/**
 * @import {LearnerAnswerInfo, RatingComment} from '../../domain/wire_types.js'
 */
/** @import {ChartTable} from './charts/chart_content.js' */

/**
 * @param {readonly RatingComment[]} comments
 * @return {ChartTable}
 */
export function commentsTable(comments) {
  return {
    id: 'rating_comments',
    columns: [
      {key: 'occurred_at', label: 'Time'}, {key: 'stars', label: 'Stars'},
      {key: 'comment', label: 'Comment'},
      {key: 'exp_version', label: 'Version'}, {key: 'is_done', label: 'Done'},
    ],
    rows: comments.map((one) => [
      new Date(one.occurred_at_msecs).toISOString(), one.stars, one.comment,
      one.exp_version, one.is_done,
    ]),
  };
}

/**
 * @param {readonly LearnerAnswerInfo[]} infos
 * @return {ChartTable}
 */
export function answerDetailsTable(infos) {
  return {
    id: 'answer_details',
    columns: [
      {key: 'occurred_at', label: 'Time'},
      {key: 'state_name', label: 'Card'},
      {key: 'answer_details', label: 'Text'},
      {key: 'exp_version', label: 'Version'}, {key: 'is_done', label: 'Done'},
    ],
    rows: infos.map((one) => [
      new Date(one.occurred_at_msecs).toISOString(), one.state_name,
      one.answer_details, one.exp_version, one.is_done,
    ]),
  };
}
