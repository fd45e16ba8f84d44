import { onPath } from '../engines/program';
import { type Speaker, startSpeaker } from '../engines/speaker';

/** Why no sound server can be started on this machine, or null. */
export const whyNoSound = (): string | null =>
  onPath('pulseaudio') ? null : 'there is no PulseAudio; on Debian: apt-get install pulseaudio';

/**
 * A speaker that is wired to a microphone: what a page plays is what it records, with a real sound server's latency in between,
 * that nobody knows. `rate` is that of the devices (Hz).
 */
export const openLoopback = (rate = 48_000): Promise<Speaker> =>
  startSpeaker([`module-null-sink sink_name=speaker rate=${rate} channels=2`, microphoneOf('speaker')]);

/** Headphones and a microphone that hears them `delayMs` later than a loopback does, and nothing else. */
export const openHeadphones = (delayMs: number): Promise<Speaker> =>
  startSpeaker(
    delayMs === 0
      ? ['module-null-sink sink_name=phones channels=2', microphoneOf('phones')]
      : [
          'module-null-sink sink_name=phones channels=2',
          'module-null-sink sink_name=ear channels=2',
          microphoneOf('ear'),
          // Without adjustments the delay stays what it is at first: both ends are driven by one clock.
          `module-loopback source=phones.monitor sink=ear latency_msec=${delayMs} adjust_time=0`,
        ],
  );

/** Browsers do not offer a monitor as a microphone. */
const microphoneOf = (sink: string) => `module-remap-source master=${sink}.monitor source_name=microphone`;
