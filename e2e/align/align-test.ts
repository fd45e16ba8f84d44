import { test as people } from '../people';

export const test = people.extend<{ duets: number }>({
  /** How many of each kind: one in `npm test`, twenty in `npm run bench:align`. */
  duets: [1, { option: true }],
});
