/** What the device's tests run inside a page of a real browser: bundled, and held in the page's one global. */
import { createScope } from '@/lib/scope';
import { openDeviceDatabase } from './device-database';
import { deviceRoom, roomToKeep } from './device-room';
import { heldDrafts, holdDraft, whenNobodyRecords, whileRecording } from './draft-lock';
import { createDraftSink } from './draft-sink';
import { openDrafts } from './drafts';
import { exportAll, exportDraft } from './export-zip';
import { forgetDevice } from './forget-device';
import { openKeptPaths } from './kept-paths';
import { createVisited } from './visited';

const scope = createScope();
const database = openDeviceDatabase();
const drafts = openDrafts(scope, database);
const kept = openKeptPaths(scope, database);

const held = {
  drafts,
  kept,
  visited: createVisited(database),
  createDraftSink,
  holdDraft,
  heldDrafts,
  whileRecording,
  whenNobodyRecords,
  deviceRoom,
  roomToKeep,
  exportAll,
  exportDraft,
  forget: () => forgetDevice({ database, drafts, kept }),
  /** 64 KiB that begin with `n`; the rest cannot be compressed. */
  chunk(n: number): ArrayBuffer {
    const bytes = crypto.getRandomValues(new Uint8Array(65_536));
    bytes[0] = n;
    return bytes.buffer;
  },
  /** For what a test wants to end later. */
  later: new Map<string, () => void>(),
};
export type Held = typeof held;

Object.assign(globalThis, { held });
