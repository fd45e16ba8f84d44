import { describe, expect, it } from 'vitest';
import {
  type AudioDevice,
  bluetoothOf,
  deviceChange,
  isTelephone,
  labelOf,
  microphonesOf,
  NO_ROUTE,
  pairOf,
  saysHeadphones,
} from './route';

const device = (kind: AudioDevice['kind'], label: string, id = label): AudioDevice => ({
  kind,
  id,
  groupId: label.replace(/^Default - /, ''),
  label,
});

describe('saysHeadphones', () => {
  it.each([
    'External Headphones',
    'Headphones (Realtek(R) Audio)',
    'Headset (WH-1000XM4 Hands-Free AG Audio)',
    'AirPods Pro',
    'Ada’s AirPods',
    'EarPods',
    'Galaxy Buds2 Pro (1F2E)',
    'Wired headset',
    'Head-phones',
    'Headset earpiece',
    'Kopfhörer (Realtek Audio)',
    'Écouteurs',
    'Bose QC 35 II',
    'Beats Studio³',
    'LinkBuds S',
    'HUAWEI FreeBuds 5',
    'JBL TUNE510BT',
    'Jabra Elite 85t',
    'soundcore Life Q30',
    'MOMENTUM 4',
    'WF-C500',
    'WH-CH720N',
  ])('hears ears in %s', (output) => expect(saysHeadphones({ input: '', output })).toBe(true));

  it.each([
    '',
    'MacBook Pro Speakers',
    'Speakers (Realtek(R) Audio)',
    'Built-in Audio Analog Stereo',
    'Speakerphone',
    'Fake Default Audio Output',
    'Null Output',
    'LG ULTRAWIDE (NVIDIA High Definition Audio)',
    'Scarlett 2i2 USB',
    'JBL Flip 5 (Bluetooth Speaker)',
    'BT Soundbar',
  ])('hears a room in %s', (output) => expect(saysHeadphones({ input: '', output })).toBe(false));

  it('believes the way out before the microphone, and the microphone where nothing else is named', () => {
    expect(saysHeadphones({ input: 'Headset Microphone (Realtek)', output: 'Speakers (Realtek)' })).toBe(false);
    expect(saysHeadphones({ input: 'Headset Microphone', output: '' })).toBe(true);
  });
});

describe('bluetoothOf', () => {
  it.each([
    'AirPods Pro',
    'Headset (WH-1000XM4 Hands-Free AG Audio)',
    'Galaxy Buds2',
    'Bluetooth headset',
    'bluez_input.1',
    'LinkBuds',
    'JBL TUNE510BT',
    'Jabra Evolve2 65',
    'WH-1000XM5',
    'Car BT',
  ])('knows the microphone %s', (input) => expect(bluetoothOf({ ...NO_ROUTE, input })).toBe('microphone'));
  it('knows a wireless way out by its label or by how late it is, and takes a low rate for no proof', () => {
    const dull = { ...NO_ROUTE, input: 'Headset', inputRate: 16_000 };
    expect([bluetoothOf(dull), isTelephone(dull)]).toEqual([null, true]);
    expect(isTelephone({ ...NO_ROUTE, inputRate: 44_100 })).toBe(false);
    expect(bluetoothOf({ ...NO_ROUTE, output: 'Headphones (WF-1000XM5 Stereo)' })).toBe('output');
    expect(bluetoothOf({ ...NO_ROUTE, outputLatencyMs: 151 })).toBe('output');
  });
  it.each([
    'MacBook Pro Microphone',
    'Microphone (Blue Yeti)',
    'EarPods',
    'Wired earbuds',
    'Jabra Evolve 40 (USB)',
    'BTC',
    'Fake Default Audio Input',
    '',
  ])('has nothing against %s', (input) =>
    expect(bluetoothOf({ ...NO_ROUTE, input, inputRate: 44_100, outputLatencyMs: 150, output: input })).toBeNull(),
  );
});

describe('the devices of a browser', () => {
  const list = [
    device('input', 'Default - Built-in', 'default'),
    device('input', 'Built-in'),
    device('output', 'Speakers'),
    device('output', 'Default - External Headphones', 'default'),
    device('output', 'External Headphones'),
  ];

  it('go out where the system has chosen, by its own name', () => {
    expect(labelOf(list, 'output', null)).toBe('External Headphones');
    expect(
      labelOf(
        list.filter(({ label }) => label !== 'External Headphones'),
        'output',
        null,
      ),
    ).toBe('External Headphones');
    expect(labelOf([device('output', 'Speakers')], 'output', null)).toBe('Speakers');
    expect(labelOf([], 'output', null)).toBe('');
  });

  it('are meant by the choice of a system that does not say which it is', () => {
    const chosen = { ...device('output', 'Default', 'default'), groupId: 'default' };
    expect(labelOf([chosen, device('output', 'Headphones')], 'output', null)).toBe('Headphones');
    expect(labelOf([chosen, device('output', 'a'), device('output', 'b')], 'output', null)).toBe('');
  });

  it('come in where the person, or the system, has chosen', () => {
    expect(labelOf(list, 'input', 'Built-in')).toBe('Built-in');
    expect(labelOf(list, 'input', 'default')).toBe('Built-in');
    expect(labelOf([...list, device('input', 'USB')], 'input', 'USB')).toBe('USB');
    expect(labelOf(list, 'input', 'gone')).toBe('Built-in');
  });

  it('are offered once each, and only by name', () => {
    expect(microphonesOf([...list, device('input', '', 'x')]).map(({ label }) => label)).toEqual(['Built-in']);
  });

  it('are a pair by both names', () => {
    const pairs = [
      pairOf({ input: 'a', output: 'b' }),
      pairOf({ input: 'a', output: 'c' }),
      pairOf({ input: 'c', output: 'b' }),
    ];
    expect(new Set(pairs).size).toBe(3);
  });
});

describe('deviceChange', () => {
  const room = [device('input', 'Built-in'), device('output', 'Speakers')];
  it.each([
    [[], null],
    [[device('output', 'External Headphones')], 'headset_connected'],
    [[device('input', 'AirPods'), device('output', 'AirPods')], 'bluetooth_connected'],
    [[device('input', 'USB Microphone')], 'devices_changed'],
  ])('of %j coming is %s', (came, change) => expect(deviceChange(room, [...room, ...came])).toBe(change));

  it('of a headset going is its own', () => {
    expect(deviceChange([...room, device('output', 'AirPods')], room)).toBe('headset_removed');
    expect(deviceChange([...room, device('input', 'USB Microphone')], room)).toBe('devices_changed');
  });

  it('is seen where only the name of the system’s choice changes', () => {
    const chosen = (label: string) => [device('output', label, 'default')];
    expect(deviceChange(chosen('Default - Speakers'), chosen('Default - Headphones'))).toBe('headset_connected');
    expect(deviceChange(chosen('Default - Headphones'), chosen('Default - Speakers'))).toBe('headset_removed');
  });
});
