/** What a player session tells its reporting service, and nothing else. */

/** @typedef {import('../../domain/learner_params.js').Params} Params */

/**
 * @typedef {{
 *   answer: any,
 *   answerGroupIndex: number,
 *   ruleSpecIndex: number | null,
 *   classificationCategorization: string,
 *   isFeedbackUseful: boolean,
 *   params: Params,
 *   timeSpentInStateSecs: number,
 * }} AnswerReport
 *
 * @typedef {{
 *   recordExplorationStarted: (stateName: string, params: Params) => void,
 *   recordExplorationActuallyStarted: (stateName: string) => void,
 *   recordStateTransition: (
 *       newStateName: string, params: Params, isFirstHit: boolean) => void,
 *   recordStateCompleted: (
 *       stateName: string, timeSpentInStateSecs: number) => void,
 *   recordAnswerSubmitted: (
 *       stateName: string, report: AnswerReport) => void,
 *   recordSolutionHit: (
 *       stateName: string, timeSpentInStateSecs: number) => void,
 *   recordLeaveForRefresherExp: (
 *       stateName: string, refresherExpId: string,
 *       timeSpentInStateSecs: number) => void,
 *   recordExplorationCompleted: (
 *       stateName: string, params: Params,
 *       timeSpentInStateSecs: number) => void,
 *   recordMaybeLeaveEvent: (
 *       stateName: string, params: Params,
 *       timeSpentInStateSecs: number) => void,
 * }} StatsReporting
 */

export {};
