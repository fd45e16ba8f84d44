import { beforeEach, expect, it, vi } from 'vitest';
import { openDeviceDatabase } from './device-database';
import { freshDevice } from './test-device';
import { createVisited } from './visited';

beforeEach(() => {
  freshDevice();
  vi.useFakeTimers({ toFake: ['Date'] });
  return () => vi.useRealTimers();
});

it('remembers the newest hundred stories, each once, newest first', async () => {
  const visited = createVisited(openDeviceDatabase());
  const visit = async (storyId: string, at: number) => {
    vi.setSystemTime(at);
    await visited.rememberVisit({ storyId, title: storyId, takeId: `of ${storyId}`, voices: 1, durationMs: 1 });
  };
  for (let n = 0; n < 102; n++) await visit(`story ${n}`, n);
  await visit('story 50', 1_000);
  const stories = await visited.visitedStories();
  expect(stories).toHaveLength(100);
  expect(stories.slice(0, 2).map(({ storyId }) => storyId)).toEqual(['story 50', 'story 101']);
  expect(stories.at(-1)?.storyId).toBe('story 2');
});
