/** Somebody who records over a take, as every process hears it. */
type Said = { userId: string; storyId: string; takeId: string; name: string; isOn: boolean };

export type Place = { storyId: string; takeId: string };

/** More names than these are not told of one take. */
const MOST_NAMES = 20;

/** Who records over which take: one place a person, forgotten `lastsMs` after it was last said. Times are in ms of one clock. */
export function createPresence(lastsMs: number) {
  const people = new Map<string, Place & { name: string; saidAt: number }>();

  const namesAt = ({ storyId, takeId }: Place): string[] =>
    [...people.values()]
      .filter((person) => person.storyId === storyId && person.takeId === takeId)
      .slice(0, MOST_NAMES)
      .map(({ name }) => name);

  return {
    /** The places at which somebody else is told now. */
    hear({ userId, storyId, takeId, name, isOn }: Said, now: number): Place[] {
      const before = people.get(userId);
      const stays = before?.storyId === storyId && before.takeId === takeId;
      // An end that comes late says nothing of the take that was begun since.
      if (!isOn && !stays) return [];
      if (isOn) people.set(userId, { storyId, takeId, name, saidAt: now });
      else people.delete(userId);
      if (stays) return isOn && before.name === name ? [] : [before];
      return before ? [before, { storyId, takeId }] : [{ storyId, takeId }];
    },
    /** The places at which somebody has fallen silent. */
    expire(now: number): Place[] {
      const silent = [...people].filter(([, { saidAt }]) => now - saidAt >= lastsMs);
      for (const [userId] of silent) people.delete(userId);
      return silent.map(([, place]) => place);
    },
    namesAt,
    recordingIn(storyId: string): { takeId: string; names: string[] }[] {
      const takeIds = [...people.values()].filter((person) => person.storyId === storyId).map(({ takeId }) => takeId);
      return [...new Set(takeIds)].map((takeId) => ({ takeId, names: namesAt({ storyId, takeId }) }));
    },
  };
}
