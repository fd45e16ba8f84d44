import { NAMELESS } from '@/lib/domain/story-event';

/** `Ben is recording`, `Ben and Cleo are recording`, `Ben and 3 others are recording`, `Two people are recording`. */
export function whoRecords(names: readonly string[]): string {
  const [first = '', second] = names;
  if (second === undefined) return `${first} is recording`;
  // Those who have a name come first.
  if (first === NAMELESS) return `${names.length === 2 ? 'Two' : names.length} people are recording`;
  const others = second === NAMELESS ? 'somebody' : second;
  return `${first} and ${names.length === 2 ? others : `${names.length - 1} others`} are recording`;
}
