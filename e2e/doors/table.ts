import { ACCOUNTS } from './accounts';
import { KEEPING_DECENT } from './keeping-decent';
import { LISTENING, NOTHING } from './listening';
import { OWNING } from './owning';
import { RECORDING } from './recording';
import { TELLING } from './telling';
import type { Row } from './words';

/** Every door of the app, and what everybody is answered there (`doorsInSource` has the list that this one must be). */
export const DOORS: Record<string, readonly Row[]> = {
  ...LISTENING,
  ...RECORDING,
  ...OWNING,
  ...ACCOUNTS,
  ...KEEPING_DECENT,
  ...TELLING,
  ...NOTHING,
};
