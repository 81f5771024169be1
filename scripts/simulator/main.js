/**
 * @file Runs a simulation for scripts/simulate_learners.py: options as JSON
 * in the first argument, one JSON object per line on stdout.
 */

import {Simulation, SimulationError} from './simulation.js';

/** @param {unknown} message */
function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

try {
  const simulation = new Simulation(
    JSON.parse(process.argv[2]), numDone => say({progress: numDone}));
  say({result: await simulation.run()});
} catch (error) {
  if (!(error instanceof SimulationError)) {
    throw error;
  }
  say({error: error.message});
  process.exitCode = 1;
}
