/**
 * Evaluates Oppia's expressions with parameters, as in “{{a * b}}”. The server
 * accepts the same ones (core/domain/param_expressions.py);
 * tests/fixtures/param_expressions.json has examples.
 */

/** @typedef {string | number | boolean} Value */
/** @typedef {Readonly<Record<string, string>>} Values */
/** @typedef {(values: Values) => Value} Expression */

/** A text is not an expression, or a parameter of it is not set. */
export class ExpressionError extends Error {}

/** An expression has no value, such as a word times two. */
export class NoValueError extends Error {}

const MAX_LENGTH = 500;
const MAX_DEPTH = 50;

const TOKEN = new RegExp(
    '\\s*(?:(\\d+(?:\\.\\d*)?(?:[eE][-+]?\\d+)?|\\.\\d+)|' +
    '"([^"\\\\]*)"|\'([^\'\\\\]*)\'|([A-Za-z_][A-Za-z0-9_]*)|' +
    '(\\|\\||&&|[=!<>]=|[-+*/%<>!(),]))', 'y');

/** @type {ReadonlyMap<string, number>} Higher ones bind more tightly. */
const PRECEDENCES = new Map([
  ['||', 1], ['&&', 2], ['==', 3], ['!=', 3], ['<', 4], ['<=', 4], ['>', 4],
  ['>=', 4], ['+', 5], ['-', 5], ['*', 6], ['/', 6], ['%', 6],
]);
const HIGHEST = 7;

/** @type {Readonly<Record<string, (a: Value, b: Value) => Value>>} */
const OPERATIONS = {
  '==': (a, b) => isSame(a, b), '!=': (a, b) => !isSame(a, b),
  '<': (a, b) => numberOf(a) < numberOf(b),
  '<=': (a, b) => numberOf(a) <= numberOf(b),
  '>': (a, b) => numberOf(a) > numberOf(b),
  '>=': (a, b) => numberOf(a) >= numberOf(b),
  '+': (a, b) => numberOf(a) + numberOf(b),
  '-': (a, b) => numberOf(a) - numberOf(b),
  '*': (a, b) => numberOf(a) * numberOf(b),
  '/': (a, b) => numberOf(a) / numberOf(b),
  '%': (a, b) => numberOf(a) % numberOf(b),
};

/**
 * @type {ReadonlyMap<string,
 *     {arity: number, call: (...args: number[]) => number}>}
 */
const FUNCTIONS = new Map([
  ['abs', {arity: 1, call: Math.abs}],
  ['floor', {arity: 1, call: Math.floor}],
  ['log', {arity: 2, call: (x, base) => Math.log(x) / Math.log(base)}],
  ['pow', {arity: 2, call: Math.pow}],
]);

/** @type {ReadonlyMap<string, Value>} */
const CONSTANTS = new Map([['true', true], ['false', false]]);

/**
 * @param {Value} value
 * @returns {number}
 */
function numberOf(value) {
  const number = typeof value === 'string' && value.trim() === '' ?
    NaN : Number(value);
  if (Number.isNaN(number)) throw new NoValueError(`${value} is no number`);
  return number;
}

/**
 * @param {Value} a
 * @param {Value} b
 * @returns {boolean} Whether they are equal as texts or as numbers.
 */
function isSame(a, b) {
  if (String(a) === String(b)) return true;
  return [a, b].every((value) => String(value).trim() !== '') &&
      Number(a) === Number(b);
}

/**
 * @param {Value} value
 * @returns {boolean}
 */
function isTrue(value) {
  return value !== '' && value !== 'false' && Boolean(value);
}

/**
 * @typedef {{kind: 'number' | 'text' | 'name' | 'sign', text: string}} Token
 *
 * @param {RegExpExecArray} match
 * @returns {Token}
 */
function tokenOf([, number, double, single, name, sign]) {
  if (number !== undefined) return {kind: 'number', text: number};
  if (name !== undefined) return {kind: 'name', text: name};
  if (sign !== undefined) return {kind: 'sign', text: sign};
  return {kind: 'text', text: double ?? single};
}

class Parser {
  /** @type {Token[]} */
  #tokens = [];
  #at = 0;
  #depth = 0;

  /** @param {string} text */
  constructor(text) {
    if (text.length > MAX_LENGTH) throw new ExpressionError('too long');
    const trimmed = text.trimEnd();
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < trimmed.length) {
      const match = TOKEN.exec(trimmed);
      if (!match) throw new ExpressionError('a sign without a meaning');
      this.#tokens.push(tokenOf(match));
    }
  }

  /** @returns {Expression} */
  parse() {
    const expression = this.#expression(0);
    if (this.#at < this.#tokens.length) throw new ExpressionError('a rest');
    return expression;
  }

  /**
   * @param {number} precedence The lowest that its operators may have.
   * @returns {Expression}
   */
  #expression(precedence) {
    if (++this.#depth > MAX_DEPTH) throw new ExpressionError('too deep');
    let left = this.#operand();
    for (;;) {
      const {kind, text} = this.#tokens[this.#at] ?? {kind: 'sign', text: ''};
      const next = kind === 'sign' ? PRECEDENCES.get(text) : undefined;
      if (next === undefined || next < precedence) break;
      this.#at++;
      left = operation(text, left, this.#expression(next + 1));
    }
    this.#depth--;
    return left;
  }

  /** @returns {Expression} */
  #operand() {
    const token = this.#tokens[this.#at++];
    if (!token) throw new ExpressionError('something is missing');
    const {kind, text} = token;
    if (kind === 'text') return () => text;
    if (kind === 'number') return () => Number(text);
    if (kind === 'name') return this.#nameExpression(text);
    if (text === '(') {
      const inner = this.#expression(0);
      this.#expect(')');
      return inner;
    }
    if (!['-', '+', '!'].includes(text)) {
      throw new ExpressionError('something is missing');
    }
    const operand = this.#expression(HIGHEST);
    if (text === '!') return (values) => !isTrue(operand(values));
    return text === '-' ? (values) => -numberOf(operand(values)) :
      (values) => numberOf(operand(values));
  }

  /**
   * @param {string} name
   * @returns {Expression}
   */
  #nameExpression(name) {
    if (this.#tokens[this.#at]?.text === '(' && FUNCTIONS.has(name)) {
      return this.#call(name);
    }
    if (name === 'if') return this.#conditional();
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return () => constant;
    return (values) => {
      if (Object.hasOwn(values, name)) return values[name];
      throw new ExpressionError(`${name} is not set`);
    };
  }

  /** @returns {Expression} */
  #conditional() {
    const condition = this.#expression(0);
    this.#expect('then');
    const then = this.#expression(0);
    this.#expect('else');
    const otherwise = this.#expression(0);
    return (values) =>
      (isTrue(condition(values)) ? then : otherwise)(values);
  }

  /**
   * @param {string} name
   * @returns {Expression}
   */
  #call(name) {
    const {arity, call} = /** @type {{arity: number, call: any}} */ (
      FUNCTIONS.get(name));
    this.#expect('(');
    const args = [this.#expression(0)];
    while (args.length < arity) {
      this.#expect(',');
      args.push(this.#expression(0));
    }
    this.#expect(')');
    return (values) => call(...args.map((arg) => numberOf(arg(values))));
  }

  /** @param {string} text */
  #expect(text) {
    const token = this.#tokens[this.#at++];
    if (token?.kind === 'text' || token?.text !== text) {
      throw new ExpressionError(`${text} is missing`);
    }
  }
}

/**
 * @param {string} sign
 * @param {Expression} left
 * @param {Expression} right
 * @returns {Expression}
 */
function operation(sign, left, right) {
  if (sign === '||') {
    return (values) => isTrue(left(values)) || isTrue(right(values));
  }
  if (sign === '&&') {
    return (values) => isTrue(left(values)) && isTrue(right(values));
  }
  return (values) => OPERATIONS[sign](left(values), right(values));
}

/**
 * @param {string} text
 * @param {Values} values Of the parameters.
 * @returns {string} The value in words, without rounding errors.
 * @throws {ExpressionError} If it is invalid or has an unset name.
 * @throws {NoValueError}
 */
export function evaluate(text, values) {
  const value = new Parser(text).parse()(values);
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) throw new NoValueError('no finite number');
  // Adding 0 turns -0 into 0.
  return String(Number(value.toPrecision(12)) + 0);
}
