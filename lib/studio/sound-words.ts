import { bluetoothOf, isTelephone, type Route } from './route';
import { knownOf, type SoundCheck, wearsHeadphones } from './sound-check';
import { isSteady, type Spread } from './spread';

/** "Headphones · Built-in microphone"; null while the browser names neither. */
export function routeText(check: SoundCheck): string | null {
  const { input } = check.route;
  if (input === '' && check.saysWorn === null) return null;
  const ears = wearsHeadphones(check) ? 'Headphones' : 'Speakers';
  return input === '' ? ears : `${ears} · ${input}`;
}

/** green: a take will be in time. amber: it may not be. grey: nobody knows yet. */
export function lightOf(check: SoundCheck): 'good' | 'fair' | 'unknown' {
  if (bluetoothOf(check.route) || isTelephone(check.route)) return 'fair';
  if (check.microphone !== 'open') return 'unknown';
  // What leaves the speakers is heard in the take itself, and tells.
  if (!wearsHeadphones(check) || knownOf(check)?.from === 'earphone') return 'good';
  return check.calibration ? 'fair' : 'unknown';
}

/** "48 kHz · 12 ms in · 32 ms out", as far as the browser tells. */
export function ratesText({ inputRate, contextRate, inputLatencyMs, outputLatencyMs }: Route): string {
  const rate = inputRate ?? contextRate;
  return [
    rate === null ? null : `${kilohertz(rate)} kHz`,
    inputLatencyMs === null ? null : `${Math.round(inputLatencyMs)} ms in`,
    outputLatencyMs === null ? null : `${Math.round(outputLatencyMs)} ms out`,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

const kilohertz = (rate: number): string => String(Math.round(rate / 100) / 10);

/** "81.3 ms, 10 times within 0.4 ms." */
export function spreadText(found: Spread): string {
  const { each, medianMs, spreadMs } = found;
  const middle = `${medianMs.toFixed(1)} ms`;
  if (each.length < 2) return `${middle} there and back.`;
  const told = `${middle}, ${each.length} times within ${Math.max(0.1, spreadMs).toFixed(1)} ms.`;
  return isSteady(found) ? told : `${told} That is too far apart: close what keeps this device busy.`;
}

/** What is known of the round trip, in words. */
export function calibrationText(check: SoundCheck): string {
  const { calibration } = check;
  const isWorn = wearsHeadphones(check);
  if (calibration?.from === 'earphone') {
    if (!calibration.isShaken) return 'Calibrated for these devices, until you leave the studio.';
    if (isWorn) return 'This device was very busy since you calibrated. Calibrate once more.';
  }
  return isWorn
    ? 'Two seconds, and your takes land on the beat with headphones too.'
    : 'On speakers your takes find their place by themselves.';
}

/** What of the devices is better known before Record is pressed; null when nothing speaks against them. */
export function routeWarning({ route }: SoundCheck): string | null {
  switch (bluetoothOf(route)) {
    case 'microphone':
      return 'You are on Bluetooth, which is late and sounds like a telephone. A cable keeps you in time.';
    case 'output':
      return 'You are on Bluetooth, and what you hear comes late. A cable, or the speakers, keep you in time.';
    case null:
      return isTelephone(route) ? 'Your microphone sounds like a telephone. Another one may sound better.' : null;
  }
}

/** What to know before a take through Bluetooth. */
export function bluetoothText(isAnswer: boolean, route: Route): string {
  if (bluetoothOf(route) === 'output') {
    return 'What you hear comes late, by how much nobody knows. A cable, or the speakers, keep you in time.';
  }
  return isAnswer
    ? 'Its microphone is late, and sounds like a telephone. A cable, or the microphone of this device, keeps you in time.'
    : 'Its microphone sounds like a telephone. A cable, or the microphone of this device, sounds better.';
}
