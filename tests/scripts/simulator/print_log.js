/**
 * @file Lets simulated learners play without a server, and prints the log that
 * they leave as JSON. For tests that read it as the jobs do.
 *
 *     node print_log.js '{"exploration": …, "learners": 100, "seed": "1"}'
 */

import {Simulation} from '../../../scripts/simulator/simulation.js';
import {ModelServer} from '../../static/js/player/services/reporting_world.js';

const {exploration, learners, seed} = JSON.parse(process.argv[2]);
const server = new ModelServer();
let numSessions = 0;

/** @type {typeof globalThis.fetch} */
const answer = async (input, request) => {
  const url = String(input);
  if (url.includes('/init/')) {
    return Response.json({
      exploration, exp_id: exploration.exp_id, exp_version: 1,
      session_id: `session ${numSessions++}`,
      reporting: {is_counted: true, flush_interval_msecs: 5000},
    });
  }
  const {status, body} = server.answer(url, String(request?.body));
  return Response.json(body, {status});
};

await new Simulation({
  url: '', exp_ids: [exploration.exp_id], learners, seed, fault_rate: 0,
  // In days of the past, browsers send many events with one request.
  between_msecs: [Date.UTC(2026, 0, 5), Date.UTC(2026, 0, 12)],
}, () => {}, answer).run();
process.stdout.write(JSON.stringify([...server.events.values()]));
