import { afterEach, expect, it, vi } from 'vitest';
import { askToPersist, deviceRoom, roomToKeep } from './device-room';

const MIB = 1024 * 1024;
const withStorage = (storage: object | undefined) => vi.stubGlobal('navigator', { storage });

afterEach(() => {
  vi.unstubAllGlobals();
});

it('tells what the browser tells', async () => {
  withStorage({
    estimate: async () => ({ usage: 3 * MIB, quota: 103 * MIB }),
    persisted: async () => false,
    persist: async () => true,
  });
  expect(await deviceRoom()).toEqual({ usedBytes: 3 * MIB, freeBytes: 100 * MIB, isPersisted: false });
  expect(await askToPersist()).toBe(true);
});

it('leaves room to record', async () => {
  withStorage({ estimate: async () => ({ usage: 0, quota: 100 * MIB }) });
  expect(await roomToKeep()).toBe(36 * MIB);
});

it.each([undefined, {}, { estimate: async () => ({}) }])(
  'knows nothing where the browser tells nothing: %j',
  async (storage) => {
    withStorage(storage);
    expect(await deviceRoom()).toEqual({ usedBytes: null, freeBytes: null, isPersisted: null });
    expect(await askToPersist()).toBeNull();
    expect(await roomToKeep()).toBeNull();
  },
);
