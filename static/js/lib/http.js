/**
 * @fileoverview Requests of JSON from pages; failures throw an HttpError.
 */

/** @import {InputProblem} from '../domain/wire_types.js' */

/** An error response, or no response at all (status 0). */
export class HttpError extends Error {
  /**
   * @param {number} status
   * @param {string} code Such as 'version_conflict'; 'network': no response.
   * @param {string} message For a person.
   * @param {string} [path] The invalid field, such as `states.A.content`.
   * @param {InputProblem[]} [problems] All problems of the input.
   */
  constructor(status, code, message, path = '', problems = []) {
    super(message);
    this.name = 'HttpError';
    this.status = status;
    this.code = code;
    this.path = path;
    this.problems = problems;
  }
}

/**
 * @param {string} url
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export function getJson(url, options = {}) {
  return request(url, {
    headers: {'Accept': 'application/json'},
    signal: options.signal,
  });
}

/**
 * @param {'POST'|'PUT'|'DELETE'} method
 * @param {string} url
 * @param {unknown} [body] Sent as JSON; nothing is sent when undefined.
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<any>}
 */
export function sendJson(method, url, body, options = {}) {
  return request(url, {
    method,
    headers: {
      'Accept': 'application/json',
      'Content-Type': 'application/json',
      'X-CSRF-Token': csrfToken(),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: options.signal,
  });
}

/** @returns {string} */
function csrfToken() {
  const meta = document.querySelector('meta[name="csrf-token"]');
  return meta?.getAttribute('content') ?? '';
}

/**
 * @param {string} url
 * @param {RequestInit} init
 * @returns {Promise<any>}
 */
async function request(url, init) {
  const response = await fetchOrThrow(url, init);
  const body = await readBody(response);
  if (response.ok) {
    // Truncated, or the sign-in page of a captive network.
    if (body === null) throw noAnswer();
    return body;
  }
  const error = body?.error ?? {};
  throw new HttpError(
    response.status, error.code ?? 'unknown',
    error.message ?? `The server answered ${response.status}.`, error.path,
    error.problems);
}

/**
 * @param {string} url
 * @param {RequestInit} init
 * @returns {Promise<Response>}
 */
async function fetchOrThrow(url, init) {
  try {
    return await fetch(url, {credentials: 'same-origin', ...init});
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }
    throw noAnswer();
  }
}

/** @returns {HttpError} */
function noAnswer() {
  return new HttpError(
    0, 'network', 'The server cannot be reached. Are you online?');
}

/**
 * @param {Response} response
 * @returns {Promise<any>} Null if the body is not JSON.
 */
async function readBody(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
