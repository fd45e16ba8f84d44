/** Null: the browser does not tell. */
export type DeviceRoom = {
  usedBytes: number | null;
  freeBytes: number | null;
  /** Whether the browser has promised not to clear what is kept here when space runs out. */
  isPersisted: boolean | null;
};

/** Room that a take of ten minutes may need while it is recorded and mixed: nothing else is kept in it (bytes). */
const RESERVED_BYTES = 64 * 1024 * 1024;

const manager = (): Partial<StorageManager> => navigator.storage ?? {};

/** How much of this device the app uses and may use yet. */
export async function deviceRoom(): Promise<DeviceRoom> {
  const { usage, quota } = await estimate();
  return {
    usedBytes: usage ?? null,
    freeBytes: usage === undefined || quota === undefined ? null : Math.max(0, quota - usage),
    isPersisted: (await manager().persisted?.call(navigator.storage)) ?? null,
  };
}

async function estimate(): Promise<StorageEstimate> {
  return (await manager().estimate?.call(navigator.storage)) ?? {};
}

/** Asks the browser to promise that it keeps everything; some ask the person. Null where there is nothing to ask. */
export async function askToPersist(): Promise<boolean | null> {
  return (await manager().persist?.call(navigator.storage)) ?? null;
}

/** How much may be kept beside what is here, with room left to record (bytes); null where the browser does not tell. */
export async function roomToKeep(): Promise<number | null> {
  const { freeBytes } = await deviceRoom();
  return freeBytes === null ? null : Math.max(0, freeBytes - RESERVED_BYTES);
}
