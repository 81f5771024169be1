/**
 * @file Drives Chromium or Firefox (over WebDriver BiDi) for tests in Python.
 *
 * Reads one JSON object a line, {method, page, argument}, and answers each with
 * a line, {result} or {error}. Pages are named by numbers.
 *
 *     node puppeteer_driver.js chrome|firefox PATH_OF_THE_BROWSER
 */

import readline from 'node:readline';

import puppeteer from 'puppeteer-core';

/** @import {Page} from 'puppeteer-core' */

const TIMEOUT_MSECS = 60_000;

// Reduced motion saves about a tenth of the browser's processor time.
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-first-run',
  '--force-prefers-reduced-motion',
];
const FIREFOX_PREFERENCES = {'ui.prefersReducedMotion': 1};

const [name, executablePath] = process.argv.slice(2);
const isChrome = name === 'chrome';
const browser = await puppeteer.launch({
  browser: isChrome ? 'chrome' : 'firefox',
  executablePath,
  args: isChrome ? CHROMIUM_ARGUMENTS : [],
  extraPrefsFirefox: FIREFOX_PREFERENCES,
});
/** A page that hides the others when it is in front. */
const cover = await browser.newPage();
/** @type {Map<number, Page>} */
const pages = new Map();

/**
 * @param {number} number
 * @returns {Page}
 */
function pageOf(number) {
  const page = pages.get(number);
  if (!page) {
    throw new Error(`There is no page ${number}.`);
  }
  return page;
}

/** @type {Record<string, (page: number, argument: any) => Promise<unknown>>} */
const METHODS = {
  async open(number) {
    const page = await browser.newPage();
    page.setDefaultTimeout(TIMEOUT_MSECS);
    pages.set(number, page);
  },
  async goto(number, url) {
    await pageOf(number).goto(url, {waitUntil: 'load'});
  },
  evaluate: (number, expression) => pageOf(number).evaluate(expression),
  click: (number, selector) => pageOf(number).click(selector),
  type: (number, {selector, text}) => pageOf(number).type(selector, text),
  reload: number => pageOf(number).reload({waitUntil: 'load'}),
  hide: () => cover.bringToFront(),
  async close(number) {
    await pageOf(number).close();
    pages.delete(number);
  },
};

for await (const line of readline.createInterface({input: process.stdin})) {
  const {method, page, argument} = JSON.parse(line);
  let answer;
  try {
    answer = {result: await METHODS[method](page, argument) ?? null};
  } catch (error) {
    answer = {error: String(error)};
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
