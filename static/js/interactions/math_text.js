/**
 * Rewrites typed arithmetic in a plain form: "2x²" becomes "2*x^2". The same as
 * in core/domain/interactions/math_text.py; tests/fixtures/math_texts.json has
 * examples.
 */

import {compose} from '../domain/text_forms.js';
import {InvalidAnswerError, MAX_MATH_LENGTH} from './interaction_spec.js';
import {plainNumberText} from './typed_numbers.js';

/** Maximum depth of nested brackets. */
const MAX_DEPTH = 20;

const FUNCTIONS = new Set([
  'sqrt', 'abs', 'ln', 'log', 'sin', 'cos', 'tan', 'sec', 'csc', 'cot', 'asin',
  'acos', 'atan', 'sinh', 'cosh', 'tanh',
]);

const GREEK_NAMES = [
  'alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota',
  'kappa', 'lambda', 'mu', 'nu', 'xi', 'omicron', 'pi', 'rho', 'sigma', 'tau',
  'upsilon', 'phi', 'chi', 'psi', 'omega',
];
const GREEK_LETTERS = [...'αβγδεζηθικλμνξοπρστυφχψω'];

/** Longest first: "zeta" is not "z" and "eta". */
const LONG_NAMES = [...FUNCTIONS, ...GREEK_NAMES].sort(
    (a, b) => b.length - a.length);

/**
 * "½" becomes "1/2", which needs brackets in bases, exponents and divisors.
 *
 * @type {[RegExp, string][]}
 */
const BRACKETED_FRACTIONS = [
  [/([\^/÷∕]|\*\*)\s*([¼-¾⅐-⅞])/gu, '$1($2)'],
  [/(?<!\d)[¼-¾⅐-⅞](?=\s*(?:\^|\*\*|[⁺⁻⁰¹²³⁴-⁹]))/gu, '($&)'],
];

/** @type {[RegExp, string][]} */
const PLAIN_SIGNS = [
  [/[×·∙⋅✕∗]/gu, '*'], [/\*\*/g, '^'], [/[[{]/g, '('], [/[\]}]/g, ')'],
  [/(?<=\d),(?=\d)/g, '.'],
  [/√\s*(\d+(?:\.\d+)?|[a-zα-ω])/giu, 'sqrt($1)'],
  [/√/g, 'sqrt'],
];

const TOKEN = /\d+(?:\.\d+)?|\.\d+|[a-z]+|[-+*/^()|]/gi;

/**
 * @param {string} text
 * @param {[RegExp, string]} replacement
 * @returns {string}
 */
function replaceSign(text, [sign, plain]) {
  return text.replace(sign, plain);
}

/**
 * @param {string} text
 * @returns {string} The text with ASCII signs and names of Greek letters.
 */
function plainText(text) {
  const plain = PLAIN_SIGNS.reduce(
      replaceSign, plainNumberText(compose(
          BRACKETED_FRACTIONS.reduce(replaceSign, text))));
  return plain.replace(/[α-ω]/gu, (letter) =>
    GREEK_NAMES[GREEK_LETTERS.indexOf(letter)] ?? letter);
}

/**
 * @param {string} letters
 * @returns {string[]} Names of functions, names of Greek letters, and single
 *     letters.
 */
function namesIn(letters) {
  const names = [];
  let rest = letters;
  while (rest !== '') {
    const name =
        LONG_NAMES.find((longName) => rest.startsWith(longName)) ?? rest[0];
    names.push(name);
    rest = rest.slice(name.length);
  }
  return names;
}

/**
 * @param {string} text Plain.
 * @returns {string[]}
 */
function tokensOf(text) {
  const unknownText = text.replace(TOKEN, '').trim();
  if (unknownText !== '') {
    throw new InvalidAnswerError(
        `“${[...unknownText][0]}” has no meaning here. Please use numbers, ` +
        'letters and + - * / ^ ( ).');
  }
  return (text.match(TOKEN) ?? [])
      .flatMap((token) => /^[a-z]/i.test(token) ? namesIn(token) : [token]);
}

/** Reads tokens and writes the expression, with signs that were implied. */
class MathWriter {
  /** @type {string[]} */
  written = [];
  /** @type {Set<string>} */
  names = new Set();
  /** @type {string[]} The closing signs of the open brackets. */
  #open = [];

  /** Whether a number, a letter or a bracket has to come next. */
  get #wantsOperand() {
    const last = this.written.at(-1) ?? '(';
    return /^[-+*/^(]$/.test(last) || FUNCTIONS.has(last);
  }

  /** @param {string[]} tokens */
  read(tokens) {
    for (const [index, token] of tokens.entries()) {
      this.#take(token, tokens[index + 1]);
    }
    if (this.#wantsOperand) {
      throw new InvalidAnswerError(this.written.length === 0 ?
        'Please type an answer first.' :
        `Something is missing after “${this.written.at(-1)}”.`);
    }
    if (this.#open.length > 0) {
      throw new InvalidAnswerError('A bracket is not closed.');
    }
  }

  /**
   * @param {string} token
   * @param {string|undefined} next
   */
  #take(token, next) {
    const isBar = token === '|';
    const endsBar = this.#open.at(-1) === '|' && !this.#wantsOperand;
    const isClosing = token === ')' || isBar && endsBar;
    if (isClosing) return this.#close(token);
    if (/^[-+*/^]$/.test(token)) return this.#takeSign(token);
    if (!this.#wantsOperand) this.#multiply(token);
    if (isBar) this.written.push('abs');
    if (isBar || token === '(') return this.#openBracket(token);
    if (FUNCTIONS.has(token)) {
      if (next !== '(') {
        throw new InvalidAnswerError(
            `Please put brackets after “${token}”, such as ${token}(2).`);
      }
    } else if (/^[a-z]/i.test(token)) {
      this.names.add(token);
    }
    this.written.push(token.replace(/^0+(?=\d)/, '').replace(/^\./, '0.'));
  }

  /** @param {string} sign */
  #takeSign(sign) {
    if (!this.#wantsOperand || sign === '-') {
      this.written.push(sign);
    } else if (sign !== '+') {
      throw new InvalidAnswerError(`Something is missing before “${sign}”.`);
    }
  }

  /** @param {string} token Right after a number, a letter or a bracket. */
  #multiply(token) {
    const last = this.written.at(-1) ?? '';
    if (/^\d|^\./.test(token) && last !== ')') {
      throw new InvalidAnswerError(/^\d/.test(last) ?
        `A sign is missing between ${last} and ${token}.` :
        `Please type ${last}*${token} or ${last}^${token}.`);
    }
    this.written.push('*');
  }

  /** @param {string} token */
  #openBracket(token) {
    this.#open.push(token === '|' ? '|' : ')');
    if (this.#open.length > MAX_DEPTH) {
      throw new InvalidAnswerError('There are too many brackets.');
    }
    this.written.push('(');
  }

  /** @param {string} token */
  #close(token) {
    if (this.#open.pop() !== token) {
      throw new InvalidAnswerError('A bracket is closed that is not open.');
    }
    if (this.#wantsOperand) {
      throw new InvalidAnswerError(this.written.at(-1) === '(' ?
        'There is nothing between the brackets.' :
        `Something is missing after “${this.written.at(-1)}”.`);
    }
    this.written.push(')');
  }
}

/**
 * @param {string} text As typed.
 * @returns {{expression: string, names: string[]}} The expression with every
 *     sign written, and the names of its letters.
 * @throws {InvalidAnswerError}
 */
export function readExpression(text) {
  checkLength(text);
  if (/[=<>≤≥≠]/u.test(text)) {
    throw new InvalidAnswerError(
        'Please type an expression, without = or < or >.');
  }
  const writer = new MathWriter();
  writer.read(tokensOf(plainText(text)));
  const expression = writer.written.join('');
  // It is read again, and implied signs make it longer.
  checkLength(expression);
  return {expression, names: [...writer.names].sort()};
}

/** @param {string} text */
function checkLength(text) {
  if (text.length > MAX_MATH_LENGTH) {
    throw new InvalidAnswerError(
        `Please use at most ${MAX_MATH_LENGTH} characters.`);
  }
}

/**
 * @param {string} text As typed.
 * @returns {{equation: string, names: string[]}}
 * @throws {InvalidAnswerError}
 */
export function readEquation(text) {
  if (/[<>≤≥≠]/u.test(text)) {
    throw new InvalidAnswerError('Please type an equation, with one =.');
  }
  const typed = text.split(/[=\uff1d]/u);
  if (text.trim() === '') {
    throw new InvalidAnswerError('Please type an answer first.');
  }
  if (typed.length !== 2) {
    throw new InvalidAnswerError('Please type an equation, with one =.');
  }
  if (typed.some((side) => side.trim() === '')) {
    throw new InvalidAnswerError('One side of the equation is empty.');
  }
  const sides = typed.map(readExpression);
  return {
    equation: sides.map(({expression}) => expression).join('='),
    names: [...new Set(sides.flatMap(({names}) => names))].sort(),
  };
}

/**
 * @param {string[]} names In an answer.
 * @param {string[]} allowed By the creator; empty: all.
 * @throws {InvalidAnswerError} When there are others, or none at all.
 */
export function checkNames(names, allowed) {
  if (names.length === 0) {
    throw new InvalidAnswerError('Please use the letters of the question.');
  }
  const allowedNames = new Set(
      allowed.flatMap((name) => readExpression(name).names));
  const other = names.find(
      (name) => allowedNames.size > 0 && !allowedNames.has(name));
  if (other) {
    throw new InvalidAnswerError(
        `“${other}” is not used here. Please use ${
          [...allowedNames].join(', ')}.`);
  }
}
