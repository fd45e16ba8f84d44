import { describe, expect, it } from 'vitest';
import { NO_ROUTE } from './route';
import { firstCheck, type SoundCheck } from './sound-check';
import { bluetoothText, calibrationText, lightOf, ratesText, routeText, routeWarning, spreadText } from './sound-words';
import { spreadOf } from './spread';

const check = (more: Partial<SoundCheck> & { input?: string; output?: string }): SoundCheck => {
  const { input = 'Built-in', output = 'Speakers', ...rest } = more;
  return { ...firstCheck(null), microphone: 'open', route: { ...NO_ROUTE, input, output }, ...rest };
};
const calibration = { offsetMs: 81, errorMs: 1, from: 'earphone', isShaken: false } as const;

describe('the sound check in words', () => {
  it('says what sound goes through, as far as anything is named', () => {
    expect(routeText(check({}))).toBe('Speakers · Built-in');
    expect(routeText(check({ saysWorn: true }))).toBe('Headphones · Built-in');
    expect(routeText(check({ input: '', output: '' }))).toBeNull();
    expect(routeText(check({ input: '', output: '', saysWorn: true }))).toBe('Headphones');
  });

  it('shows a light', () => {
    expect(lightOf(check({}))).toBe('good');
    expect(lightOf(check({ microphone: 'closed' }))).toBe('unknown');
    expect(lightOf(check({ saysWorn: true }))).toBe('unknown');
    expect(lightOf(check({ saysWorn: true, calibration }))).toBe('good');
    expect(lightOf(check({ saysWorn: true, calibration: { ...calibration, isShaken: true } }))).toBe('fair');
    expect(lightOf(check({ output: 'AirPods' }))).toBe('fair');
  });

  it('gives rates and latencies that are known', () => {
    const route = { ...NO_ROUTE, inputRate: 44_100, inputLatencyMs: 11.6, outputLatencyMs: 32.4 };
    expect(ratesText(route)).toBe('44.1 kHz · 12 ms in · 32 ms out');
    expect(ratesText({ ...NO_ROUTE, contextRate: 48_000 })).toBe('48 kHz');
    expect(ratesText(NO_ROUTE)).toBe('');
  });

  it('tells how far measurements lie apart', () => {
    expect(spreadText(spreadOf([81.26]))).toBe('81.3 ms there and back.');
    expect(spreadText(spreadOf([81, 81, 81.4]))).toBe('81.0 ms, 3 times within 0.4 ms.');
    expect(spreadText(spreadOf([81, 81]))).toBe('81.0 ms, 2 times within 0.1 ms.');
    expect(spreadText(spreadOf([81, 120]))).toMatch(/^100\.5 ms, 2 times within 39\.0 ms\. That is too far apart/);
  });

  it('says what a calibration is good for, and what is not as it should be', () => {
    const shaken = { ...calibration, isShaken: true };
    const all = [
      check({}),
      check({ saysWorn: true }),
      check({ calibration }),
      check({ saysWorn: true, calibration: shaken }),
    ].map(calibrationText);
    expect(new Set(all).size).toBe(all.length);
  });

  it('warns before Record of what is late or dull', () => {
    expect(routeWarning(check({}))).toBeNull();
    expect(routeWarning(check({ output: 'AirPods' }))).toMatch(/Bluetooth, and what you hear/);
    expect(routeWarning(check({ input: 'AirPods' }))).toMatch(/Bluetooth, which is late/);
    const dull = { ...NO_ROUTE, input: 'USB', inputRate: 16_000 };
    expect(routeWarning(check({ route: dull }))).toBe(
      'Your microphone sounds like a telephone. Another one may sound better.',
    );
  });

  it('warns of Bluetooth by what of it is late or dull', () => {
    const microphone = { ...NO_ROUTE, input: 'AirPods', output: 'AirPods' };
    expect(bluetoothText(true, { ...NO_ROUTE, output: 'AirPods' })).toMatch(/comes late/);
    expect(bluetoothText(true, microphone)).toMatch(/is late, and sounds like a telephone/);
    expect(bluetoothText(false, microphone)).not.toMatch(/late/);
  });
});
