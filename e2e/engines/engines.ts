import type { Engine } from './driver';
import { firefox } from './firefox';
import { webkit } from './webkit';

export const ENGINES: Engine[] = [webkit, firefox];

/** Why this engine's journeys are skipped, which is printed too; null where it can be driven. */
export function reasonToSkip(engine: Engine): string | null {
  const reason = engine.missing();
  if (reason) console.log(`The journeys in ${engine.name} are skipped: ${reason}.`);
  return reason;
}
