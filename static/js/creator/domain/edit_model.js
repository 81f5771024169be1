/**
 * What is sent when an edit is saved. Free of the DOM.
 */

/**
 * @typedef {object} RenameRow as the form holds it.
 * @property {string} from the old name of a card.
 * @property {string} to its new name.
 */

/**
 * @typedef {object} RenamesResult
 * @property {Record<string, string>} renames old name to new name.
 * @property {string|null} problem why they cannot be sent.
 */

/**
 * @param {readonly RenameRow[]} rows rows that rename nothing are left out.
 * @return {RenamesResult}
 */
export function renamesOf(rows) {
  /** @type {Map<string, string>} */
  const renames = new Map();
  const targets = new Set();
  for (const {from, to: typed} of rows) {
    const to = typed.trim();
    if (!from || from === to) continue;
    if (!to) return refuse(`Say the new name of “${from}”, or remove it.`);
    if (renames.has(from)) return refuse(`“${from}” is renamed twice.`);
    if (targets.has(to)) return refuse(`Two cards would be named “${to}”.`);
    renames.set(from, to);
    targets.add(to);
  }
  // A card may well be named "__proto__": entries keep it a plain key.
  return {renames: Object.fromEntries(renames), problem: null};
}

/**
 * @param {string} problem
 * @return {RenamesResult}
 */
function refuse(problem) {
  return {renames: {}, problem};
}

/**
 * The cards whose statistics were perhaps cut off unawares: they are gone,
 * and cards came that nothing was carried over to. When no card came, those
 * that are gone were deleted on purpose.
 *
 * @param {readonly string[]} before names in the version edited.
 * @param {readonly string[]} after names in the version saved.
 * @param {Readonly<Record<string, string>>} renames as they were sent.
 * @return {string[]}
 */
export function cardsCutOff(before, after, renames) {
  const carried = new Set(before.map((name) =>
    Object.hasOwn(renames, name) ? renames[name] : name));
  if (after.every((name) => carried.has(name))) return [];
  const kept = new Set(after);
  return before.filter(
    (name) => !Object.hasOwn(renames, name) && !kept.has(name));
}
