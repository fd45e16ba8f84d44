/**
 * What is said when the fault is ours. Alone, since what stands in for a page that has failed comes with every page and says no more.
 */
export const UNEXPECTED_SENTENCE = 'This did not work, and it is our fault. Nothing is lost; try again in a moment.';
