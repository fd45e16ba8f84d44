import { NAMELESS } from '@/lib/domain/story-event';

/** Somebody who records over a take, as every process hears it. */
type Said = { who: string; storyId: string; takeId: string; name: string; isOn: boolean };

export type Place = { storyId: string; takeId: string };

/** More names than these are not told of one take. */
const MOST_NAMES = 20;
/** More people than these are not remembered: they are all told within some seconds, by anybody. */
const MOST_PEOPLE = 10_000;

/** Who records over which take: one place a person, forgotten `lastsMs` after it was last said. Times are in ms of one clock. */
export function createPresence(lastsMs: number) {
  const people = new Map<string, Place & { name: string; saidAt: number }>();

  /** Those who have a name first. */
  const namesAt = ({ storyId, takeId }: Place): string[] =>
    [...people.values()]
      .filter((person) => person.storyId === storyId && person.takeId === takeId)
      .map(({ name }) => name)
      .sort((a, b) => Number(a === NAMELESS) - Number(b === NAMELESS))
      .slice(0, MOST_NAMES);

  return {
    /** The places at which somebody else is told now. */
    hear({ who, storyId, takeId, name, isOn }: Said, now: number): Place[] {
      const before = people.get(who);
      const stays = before?.storyId === storyId && before.takeId === takeId;
      // An end that comes late says nothing of the take that was begun since.
      if (!isOn && !stays) return [];
      if (isOn && !before && people.size >= MOST_PEOPLE) return [];
      if (isOn) people.set(who, { storyId, takeId, name, saidAt: now });
      else people.delete(who);
      if (stays) return isOn && before.name === name ? [] : [before];
      return before ? [before, { storyId, takeId }] : [{ storyId, takeId }];
    },
    /** The places at which somebody has fallen silent. */
    expire(now: number): Place[] {
      const silent = [...people].filter(([, { saidAt }]) => now - saidAt >= lastsMs);
      for (const [who] of silent) people.delete(who);
      return silent.map(([, place]) => place);
    },
    namesAt,
    recordingIn(storyId: string): { takeId: string; names: string[] }[] {
      const takeIds = [...people.values()].filter((person) => person.storyId === storyId).map(({ takeId }) => takeId);
      return [...new Set(takeIds)].map((takeId) => ({ takeId, names: namesAt({ storyId, takeId }) }));
    },
  };
}
