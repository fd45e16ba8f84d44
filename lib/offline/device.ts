import { createScope } from '@/lib/scope';
import { askWished } from './ask-wished';
import { openDeviceDatabase } from './device-database';
import { type Drafts, openDrafts } from './drafts';
import { forgetDevice } from './forget-device';
import { type KeptPaths, openKeptPaths } from './kept-paths';
import { browserOutboxPorts } from './outbox-ports';
import { createOutbox, type Outbox } from './outbox-runner';
import { sweepDrafts } from './sweep-drafts';
import { createVisited, type Visited } from './visited';

/** Everything that this device keeps. */
export type Device = {
  drafts: Drafts;
  outbox: Outbox;
  kept: KeptPaths;
  visited: Visited;
  /** Removes what nobody will ask for any more, and asks for what was wished by a page that died. */
  sweep(): Promise<void>;
  /** `forgetDevice` */
  forget(): Promise<boolean>;
};

let opened: Device | null = null;

/** One for the page, made when it is first asked for, and never on the server. */
export function device(): Device {
  opened ??= open();
  return opened;
}

function open(): Device {
  // It lives as long as the page does.
  const scope = createScope();
  const database = openDeviceDatabase();
  const drafts = openDrafts(scope, database);
  const kept = openKeptPaths(scope, database);
  const outbox = scope.add(createOutbox(browserOutboxPorts(drafts)), (it) => it.close());
  return {
    drafts,
    outbox,
    kept,
    visited: createVisited(database),
    async sweep() {
      await sweepDrafts(drafts);
      await askWished(drafts, outbox);
      await kept.sweep();
    },
    forget: () => forgetDevice({ database, drafts, kept }),
  };
}
