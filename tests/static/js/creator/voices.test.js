import assert from 'node:assert/strict';
import {test} from 'node:test';

import {tableAsCsv} from
  '../../../../static/js/creator/domain/charts/chart_content.js';
import {answerDetailsTable, commentsTable} from
  '../../../../static/js/creator/domain/voices.js';

const ABOUT = {
  exp_version: 2, occurred_at_msecs: Date.UTC(2026, 10, 9), is_done: true,
};

test('comments are saved with their stars, and never as a formula', () => {
  const csv = tableAsCsv(commentsTable(
    [{event_id: 'e', stars: 1, comment: '=1+1', ...ABOUT}]));
  assert.equal(csv, 'occurred_at,stars,comment,exp_version,is_done\r\n' +
    '2026-11-09T00:00:00.000Z,1,\'=1+1,2,true\r\n');
});

test('answers about what was hard are saved with their card', () => {
  const {columns, rows} = answerDetailsTable([{
    learner_answer_info_id: 'i', state_name: 'A', answer_details: 'why?',
    ...ABOUT,
  }]);
  assert.deepEqual(columns.map(({key}) => key), [
    'occurred_at', 'state_name', 'answer_details', 'exp_version', 'is_done']);
  assert.deepEqual(rows, [
    ['2026-11-09T00:00:00.000Z', 'A', 'why?', 2, true]]);
});

test('tables of comments are empty if nobody wrote anything', () => {
  assert.deepEqual(commentsTable([]).rows, []);
  assert.deepEqual(answerDetailsTable([]).rows, []);
});
