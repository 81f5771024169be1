import assert from 'node:assert/strict';
import {test} from 'node:test';

import {arrivalMsecs} from '../../../scripts/simulator/calendar.js';
import {Random} from '../../../scripts/simulator/random.js';

const FROM = Date.UTC(2026, 0, 5);
const UNTIL = Date.UTC(2026, 1, 2);

/** @returns {Date[]} */
function arrivals() {
  const random = new Random('arrivals');
  return Array.from(
    {length: 500}, () => new Date(arrivalMsecs(random, FROM, UNTIL)));
}

test('learners arrive between the two given times', () => {
  assert.ok(arrivals().every(
    date => date.getTime() >= FROM && date.getTime() < UNTIL));
});

test('fewer learners come at weekends, and hardly any at night', () => {
  const dates = arrivals();
  const atWeekends =
    dates.filter(date => [0, 6].includes(date.getUTCDay())).length;
  assert.ok(atWeekends > 0 && atWeekends < dates.length * 2 / 7);
  assert.ok(
    dates.filter(date => date.getUTCHours() < 5).length < dates.length / 50);
});
