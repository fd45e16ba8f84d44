import { expect, it } from 'vitest';
import { createPlayer, type PlayerTake } from './player';

const take = (id: string, startMs: number, durationMs: number, file = id): PlayerTake => ({
  id,
  startMs,
  durationMs,
  mixUrl: `/${file}?signed`,
  authorName: id,
});
const A = take('A', 0, 10_000);
const B = take('B', 10_000, 10_000);
const C = take('C', 8_000, 4_000);

/** A player whose sound nobody asked for: it opens nothing. */
function atRest(...takes: PlayerTake[]) {
  const player = createPlayer({ storyId: 'story', takes });
  const heard: string[] = [];
  player.subscribe(() => heard.push(player.getState().phase));
  return { player, heard };
}

it('rests at the same instant of another path, or where that turns off, and finds its old place on the way back', () => {
  const { player } = atRest(A, B);
  player.seek(9_000);
  player.follow([A, C]);
  expect([player.positionMs(), player.getState()]).toMatchObject([9_000, { takeId: 'C', durationMs: 12_000 }]);
  player.follow([A, B]);
  player.seek(19_000);
  player.follow([A, C]);
  expect([player.positionMs(), player.getState()]).toMatchObject([8_000, { phase: 'paused', takeId: 'C' }]);
  player.follow([A, B]);
  expect(player.positionMs()).toBe(19_000);
  player.follow([A, B], 15_000);
  expect(player.positionMs()).toBe(15_000);
  player.follow([A]);
  expect(player.positionMs()).toBe(10_000);
});

it('says nothing about the same takes with other signatures, and only what changed about an untouched path', () => {
  const { player, heard } = atRest(A, B);
  player.follow([{ ...A, mixUrl: '/A?later' }, B]);
  expect([heard, player.takes()[0]?.mixUrl]).toEqual([[], '/A?later']);
  player.follow([A, C]);
  expect([heard, player.getState()]).toMatchObject([['idle'], { phase: 'idle', durationMs: 12_000 }]);
});

it('says each time that somebody goes elsewhere, also within a take', () => {
  const { player, heard } = atRest(A, B);
  player.seek(2_000);
  player.seek(5_000);
  player.follow([A, B]);
  expect([heard, player.getState()]).toMatchObject([['paused', 'paused'], { takeId: 'A', moves: 2 }]);
  player.follow([A, C]);
  expect(player.getState().moves).toBe(3);
});

it('goes from stretch to stretch, and to the start of one that it has been in for a while', () => {
  const { player } = atRest(A, B);
  player.next();
  expect(player.positionMs()).toBe(10_000);
  player.previous();
  expect(player.positionMs()).toBe(0);
  player.seek(13_500);
  player.previous();
  expect(player.positionMs()).toBe(10_000);
  player.next();
  expect(player.positionMs()).toBe(20_000);
});

it('remembers how one wants to listen, within bounds', () => {
  const { player } = atRest(A);
  player.setRate(9);
  player.setSkipsSilence(true);
  expect(player.getState()).toMatchObject({ phase: 'idle', rate: 2, skipsSilence: true, rateError: null });
  player.setRate(0.1);
  expect(player.getState().rate).toBe(0.75);
  player.close();
  expect(player.getState()).toMatchObject({ phase: 'idle', rate: 0.75, skipsSilence: true });
});
