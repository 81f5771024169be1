/**
 * How the tab describes excluded plays, and suggests plays to exclude.
 */

import assert from 'node:assert/strict';
import {test} from 'node:test';

import {
  byText, changesOf, exclusionsInEffect, foundSentences, leftOutText, playsText,
  searchOf,
} from '../../../../static/js/creator/domain/exclusions.js';
import {answer} from './answers.js';

/** @import {Exclusion} from '../../../../static/js/domain/wire_types.js' */

/** @type {Exclusion} */
const DAY = {
  exclusion_id: 'a', kind: 'day', day: '2026-11-03', status: 'found',
  reason: '', asked_by: 'ann', asked_at_msecs: Date.UTC(2026, 10, 4, 12),
  num_sessions: 12, num_left_out: 0, groups: [],
  counts: {num_starts: 12, num_actual_starts: 10, num_completions: 0},
};
const ANSWER = answer({
  exp_version: 2, latest_version: 2, num_starts: 160, num_actual_starts: 100,
  num_completions: 40,
});

test('there is no note without exclusions', () => {
  assert.equal(leftOutText({num_left_out: 0}), '');
  assert.equal(leftOutText({num_left_out: 1}),
    '1 play is left out of all figures.');
  assert.equal(leftOutText({num_left_out: 1200}),
    '1,200 plays are left out of all figures.');
});

test('the latest finding is the one to confirm', () => {
  /** @type {Exclusion} */
  const other = {...DAY, exclusion_id: 'b', status: 'discarding'};
  /** @type {Exclusion} */
  const out = {...DAY, exclusion_id: 'c', status: 'left_out'};
  /** @type {Exclusion} */
  const later = {...out, exclusion_id: 'd', status: 'taking_back'};
  assert.equal(searchOf([other, out]), null);
  assert.equal(searchOf([other, DAY, out]), DAY);
  assert.deepEqual(exclusionsInEffect([DAY, out, later]), [later, out]);
});

test('plays are named by how they were found', () => {
  assert.equal(playsText(DAY), '12 plays that began on 3 Nov 2026');
  assert.equal(playsText({...DAY, kind: 'made_up', day: null, num_sessions: 1}),
    '1 play that looks made up');
  assert.equal(byText({...DAY, status: 'left_out'}), 'by ann on 4 Nov 2026');
  assert.match(byText({...DAY, status: 'taking_back'}), /still at work/);
});

test('groups are described by their evidence, or as not found', () => {
  const group = {began_msecs: Date.UTC(2026, 10, 3, 9, 30), num_sessions: 6};
  /** @type {Exclusion} */
  const made = {...DAY, kind: 'made_up', day: null,
    groups: Array.from({length: 7}, () => group)};
  const sentences = foundSentences(made, 'Europe/Berlin');
  assert.equal(sentences[0], 'Found 12 plays that look made up.');
  assert.match(sentences[1], /^6 plays began within one minute on 3 Nov 2026/);
  assert.match(sentences[1], /10:30/);
  assert.equal(sentences.length, 7);
  assert.match(sentences[6], /at least 2 more/);
  const none = {num_sessions: 0, groups: []};
  assert.deepEqual(foundSentences({...made, ...none}, 'UTC'),
    ['No plays look made up.']);
  assert.deepEqual(foundSentences({...DAY, ...none}, 'UTC'),
    ['No play that counts began on that day.']);
  assert.match(
    foundSentences({...DAY, status: 'finding'}, 'UTC')[0], /still being/);
  assert.match(
    foundSentences({...DAY, status: 'too_many'}, 'UTC')[0], /Choose a day/);
});

test('before and after are given for the latest version only', () => {
  assert.deepEqual(changesOf(DAY, ANSWER), [
    {label: 'Starts', text: '160 → 148'},
    {label: 'Actual starts', text: '100 → 90'},
    {label: 'Completions', text: '40 → 40'},
  ]);
  assert.equal(changesOf(DAY, {...ANSWER, exp_version: 1})[0].text, '12 fewer');
});
