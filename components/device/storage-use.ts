import type { PageTake } from '@/lib/domain/schemas';
import { device } from '@/lib/offline/device';
import { type DeviceRoom, deviceRoom } from '@/lib/offline/device-room';

/** What takes up room on this device, in bytes; null where the browser does not tell. */
export type StorageUse = Omit<DeviceRoom, 'usedBytes'> & { takes: number; paths: number; app: number | null };

type Sized = { takes: readonly Pick<PageTake, 'id' | 'mixBytes'>[] };

/** Two paths of a story share what lies above their fork. */
export const keptBytes = (paths: readonly Sized[]): number =>
  [...new Map(paths.flatMap(({ takes }) => takes.map((take) => [take.id, take.mixBytes] as const))).values()].reduce(
    (sum, bytes) => sum + bytes,
    0,
  );

/** What freeing the path to `takeId` gives back (bytes): what no other kept path shares. */
export function freedBytes(paths: readonly (Sized & { takeId: string })[], takeId: string): number {
  const others = paths.filter((path) => path.takeId !== takeId);
  return keptBytes(paths) - keptBytes(others);
}

export async function storageUse(): Promise<StorageUse> {
  const { drafts, kept } = device();
  const [{ usedBytes, ...room }, all, paths] = await Promise.all([deviceRoom(), drafts.all(), kept.all()]);
  const held = { takes: 0, paths: keptBytes(paths) };
  for (const { takeId } of all) held.takes += await drafts.bytes(takeId);
  const app = usedBytes === null ? null : Math.max(0, usedBytes - held.takes - held.paths);
  return { ...room, ...held, app };
}

/** Calls the listener whenever any of that has changed. */
export function onStorageUse(listener: () => void): () => void {
  const { drafts, kept } = device();
  const stops = [drafts.subscribe(listener), kept.subscribe(listener)];
  return () => {
    for (const stop of stops) stop();
  };
}
