/** A microphone or a way out as the browser lists it; its label is empty until the person has allowed the microphone. */
export type AudioDevice = { kind: 'input' | 'output'; id: string; groupId: string; label: string };

/** What a take goes through. Labels are empty where the browser does not tell. */
export type Route = {
  input: string;
  output: string;
  /** Of the microphone's track and of the AudioContext (Hz). */
  inputRate: number | null;
  contextRate: number | null;
  /** As the browser reports it (ms); null when it reports none. */
  inputLatencyMs: number | null;
  outputLatencyMs: number | null;
};

export const NO_ROUTE: Route = {
  input: '',
  output: '',
  inputRate: null,
  contextRate: null,
  inputLatencyMs: null,
  outputLatencyMs: null,
};

/** Names of what is worn and of what is wireless, as makers and systems give them. */
const WIRELESS =
  /bluetooth|bluez|airpods?|\b(?:link|free|gear)?buds|hands-?free|\bhfp\b|\ba2dp\b|\bw[hfi]-[a-z]{0,2}\d{3}|quietcomfort|\bqc\s?\d{2}|powerbeats|\bbeats (?:solo|studio|fit|flex)|\bjabra (?!speak|biz|evolve2? [2-5]0\b)|soundcore|\bmomentum\b|\bbt\b|\d{2}bt\b/i;
const WORN =
  /head-?\s?(phone|set)|ear-?\s?(phone|bud|piece)|[ae][ai]rpods?|kopfh[öo]rer|[ée]couteurs|casque|auricular|cuffie/i;
/** These are wireless, and fill a room. */
const LOUD = /speaker|soundbar|soundlink|boombox|lautsprecher|enceinte/i;
const isWorn = (label: string): boolean => WORN.test(label) || (WIRELESS.test(label) && !LOUD.test(label));

/** What a telephone's voice link gives, and some cheap microphones too (Hz). */
const TELEPHONE_RATE = 16_000;
/** A way out that takes longer than this is a wireless one (ms). */
const LATE_MS = 150;

/** Whether labels say that the sound goes to ears alone. A headset's microphone tells where the way out has no label. */
export const saysHeadphones = ({ input, output }: Pick<Route, 'input' | 'output'>): boolean =>
  isWorn(output === '' ? input : output);

/** What of the route is a Bluetooth device, as far as labels and latency tell. */
export function bluetoothOf({ input, output, outputLatencyMs }: Route): 'microphone' | 'output' | null {
  if (WIRELESS.test(input)) return 'microphone';
  if (WIRELESS.test(output) || (outputLatencyMs !== null && outputLatencyMs > LATE_MS)) return 'output';
  return null;
}

/** Whether a microphone gives no more than a telephone does. */
export const isTelephone = ({ inputRate }: Route): boolean => inputRate !== null && inputRate <= TELEPHONE_RATE;

/** A round trip belongs to one pair of devices. */
export const pairOf = ({ input, output }: Pick<Route, 'input' | 'output'>): string => `${input}\n${output}`;

const isAlias = ({ id }: AudioDevice): boolean => id === 'default' || id === 'communications';

/** The label of the device with this id, or of the system's choice: by its own name where that is listed, '' where none is. */
export function labelOf(devices: readonly AudioDevice[], kind: AudioDevice['kind'], wanted: string | null): string {
  const ofKind = devices.filter((device) => device.kind === kind);
  const chosen = ofKind.find(({ id }) => id === wanted) ?? ofKind.find(({ id }) => id === 'default') ?? ofKind[0];
  if (!chosen) return '';
  if (!isAlias(chosen)) return chosen.label;
  const others = ofKind.filter((device) => !isAlias(device));
  const itself = others.find(({ groupId }) => groupId !== '' && groupId === chosen.groupId);
  if (itself) return itself.label;
  // Chromium puts this before the name of what the system has chosen; on Linux it names nothing, and the only other is meant.
  const named = /^(?:Default|Communications) - (.+)/.exec(chosen.label)?.[1];
  if (named) return named;
  if (others.length === 1) return others[0]?.label ?? '';
  return chosen.label.includes(' - ') ? chosen.label : '';
}

/** The microphones to choose from, each once. */
export const microphonesOf = (devices: readonly AudioDevice[]): AudioDevice[] =>
  devices.filter((device) => device.kind === 'input' && device.label !== '' && !isAlias(device));

/** What a change of the devices is to a person. */
export type DeviceChange = 'headset_connected' | 'headset_removed' | 'bluetooth_connected' | 'devices_changed';

const keyOf = ({ kind, id, label }: AudioDevice): string => `${kind} ${id} ${label}`;

/** What came or went between two lists; null when they are the same. */
export function deviceChange(before: readonly AudioDevice[], after: readonly AudioDevice[]): DeviceChange | null {
  const had = new Set(before.map(keyOf));
  const has = new Set(after.map(keyOf));
  const came = after.filter((device) => !had.has(keyOf(device)));
  const went = before.filter((device) => !has.has(keyOf(device)));
  if (came.length === 0 && went.length === 0) return null;
  if (came.some(({ label }) => WIRELESS.test(label))) return 'bluetooth_connected';
  if (came.some(({ label }) => isWorn(label))) return 'headset_connected';
  if (went.some(({ label }) => isWorn(label) || WIRELESS.test(label))) return 'headset_removed';
  return 'devices_changed';
}

/** What sound goes through, and what is plugged in beside it. */
export type Plugged = { route: Route; devices: readonly AudioDevice[] };

/** Whether sound goes the same way as before. Where the way out has no name, any device that came or went may be it. */
export const isSameWay = (before: Plugged, now: Plugged): boolean =>
  pairOf(before.route) === pairOf(now.route) &&
  (now.route.output !== '' || deviceChange(before.devices, now.devices) === null);
