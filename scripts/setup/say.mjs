/** A fault that a person can mend: the sentence alone is printed, without a stack. */
export class SetupError extends Error {}

/** @param {string} line */
export const say = (line) => console.log(line);
