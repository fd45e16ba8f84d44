import type { MixPlan } from './mix-plan';

/** Arguments for the ffmpeg core, the same on the device and on the server. Files are names in the core's own memory. */

export const SAMPLE_RATE = 48_000;
const SAMPLES_PER_MS = SAMPLE_RATE / 1_000;

/** Silence after a mix's end, since some engines lose an AAC file's last samples (ms). */
export const MIX_PADDING_MS = 100;

/** Fades of a voice within its mix, so that neither end clicks (samples). */
const FADE_IN_SAMPLES = 240;
const FADE_OUT_SAMPLES = 480;

/** The limiter's ceiling before encoding (dBTP). AAC hardly adds to the peaks of a voice, and up to 4 dB to those of a distorted one. */
export const CEILING_DBTP = -2;
/** True peaks lie between the samples; at four times the rate they do not hide (ITU-R BS.1770, annex 2). */
const TRUE_PEAK_RATE = SAMPLE_RATE * 4;

/** The default coder, twoloop, raises the peaks of voices by up to 3 dB now and then, and takes three times as long. */
const AAC = ['-aac_coder', 'fast', '-b:a', '128k'];
/** EBU R128; its verbose frames stay below the level of the log. */
const METER = 'ebur128=framelog=verbose';
const QUIET = ['-hide_banner', '-nostats'];
/** What MediaRecorder writes on any browser, FLAC for stems, and what people bring as files. Everything else is refused before it is decoded. */
const DECODERS =
  'opus,libopus,vorbis,aac,alac,flac,mp3float,mp3,pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le';
const REPEATABLE = ['-map_metadata', '-1', '-fflags', '+bitexact', '-flags:a', '+bitexact'];
const RAW = ['-f', 'f32le', '-ar', String(SAMPLE_RATE), '-ac', '1'];

/** The one demuxer a file of this content type ever meets. */
const DEMUXERS: ReadonlyMap<string, string> = new Map([
  ['audio/webm', 'matroska'],
  ['audio/mp4', 'mov'],
  ['audio/ogg', 'ogg'],
  ['audio/flac', 'flac'],
  ['audio/mpeg', 'mp3'],
  ['audio/wav', 'wav'],
]);

export const demuxerFor = (contentType: string): string | null => DEMUXERS.get(contentType) ?? null;

/** Decodes to raw mono 32-bit floats at 48 kHz, at most `limitMs` of it. */
export const decodeArgs = (demuxer: string, from: string, to: string, limitMs: number): string[] => [
  ...QUIET,
  ...untrusted(demuxer, from),
  ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-t', seconds(limitMs)],
  ...RAW,
  to,
];

/** Decodes a stretch of a mix in the same way, by sample numbers. */
export const stretchArgs = (mix: string, to: string, stretch: { fromMs: number; toMs: number }): string[] => [
  ...QUIET,
  ...untrusted('mov', mix),
  ...['-map', '0:a:0', '-vn', '-sn', '-dn', '-af', trimmed(stretch)],
  ...RAW,
  to,
];

/** Encodes raw samples without loss. */
export const flacArgs = (raw: string, flac: string): string[] => [...QUIET, ...RAW, '-i', raw, ...asFlac(flac)];

/** The same for the stem, whose EBU R128 loudness is logged on the way. */
export const stemArgs = (raw: string, stem: string): string[] => [
  ...flacArgs(raw, stem),
  ...['-map', '0:a', '-af', METER, '-f', 'null', '-'],
];

function asFlac(name: string): string[] {
  const codec = ['-c:a', 'flac', '-compression_level', '5', '-sample_fmt', 's16', '-f', 'flac'];
  return ['-map', '0:a', ...REPEATABLE, ...codec, name];
}

/** Logs the loudness that the voice has in the mix: after its gain and the limiter. */
export const voiceLoudnessArgs = (stem: string, gainDb: number): string[] => [
  ...QUIET,
  ...untrusted('flac', stem),
  ...['-af', `${gain(gainDb)},${limiter(CEILING_DBTP)},${METER}`, '-f', 'null', '-'],
];

/**
 * Mixes the stem over its parent's tail into one m4a, exactly as long as the plan says and the padding, with no true peak
 * above `ceilingDb` (dBTP) before it is encoded.
 */
export function mixArgs(
  plan: MixPlan,
  files: { stem: string; parentMix: string; mix: string },
  ceilingDb: number,
): string[] {
  const samples = plan.durationMs * SAMPLES_PER_MS;
  const whole = samples + MIX_PADDING_MS * SAMPLES_PER_MS;
  const voice =
    `[0:a]afade=t=in:ss=0:ns=${FADE_IN_SAMPLES},` +
    `afade=t=out:ss=${samples - FADE_OUT_SAMPLES}:ns=${FADE_OUT_SAMPLES},${gain(plan.gainDb)}[voice]`;
  const finish = `${limiter(ceilingDb)},apad=whole_len=${whole},atrim=end_sample=${whole},aformat=channel_layouts=mono[mix]`;
  const graph = plan.parent
    ? [voice, parentTail(plan.parent), `[voice][tail]amix=inputs=2:duration=first:normalize=0,${finish}`]
    : [voice, `[voice]${finish}`];
  return [
    ...QUIET,
    ...untrusted('flac', files.stem),
    ...(plan.parent ? untrusted('mov', files.parentMix) : []),
    ...['-filter_complex', graph.join(';'), '-map', '[mix]', ...REPEATABLE],
    ...asMix(files.mix),
  ];
}

const asMix = (name: string): string[] => [
  ...['-c:a', 'aac', ...AAC, '-ar', String(SAMPLE_RATE), '-movflags', '+faststart', '-f', 'ipod', name],
];

/** Encodes files of equal format, named in `list` (ffconcat), one behind the other into one m4a, sample after sample. */
export const pathFileArgs = (list: string, file: string): string[] => [
  ...QUIET,
  ...['-protocol_whitelist', 'file', '-codec_whitelist', DECODERS, '-f', 'concat', '-i', list],
  ...['-map', '0:a:0', '-af', 'asetpts=N/SR/TB,aformat=channel_layouts=mono', ...REPEATABLE],
  ...asMix(file),
];

/** Logs the true peak that a listener's decoder will make of the mix. */
export const truePeakArgs = (mix: string): string[] => [
  ...QUIET,
  ...untrusted('mov', mix),
  ...['-af', `${METER}:peak=true`, '-f', 'null', '-'],
];

/** One demuxer, the file that was given, and nothing that it names: no path, no network, no playlist, no reference. */
function untrusted(demuxer: string, name: string): string[] {
  const references = demuxer === 'mov' ? ['-enable_drefs', '0', '-use_absolute_path', '0'] : [];
  return ['-protocol_whitelist', 'file', '-codec_whitelist', DECODERS, '-f', demuxer, ...references, '-i', name];
}

const parentTail = ({ fromMs, overlapMs }: NonNullable<MixPlan['parent']>): string =>
  `[1:a]${trimmed({ fromMs, toMs: fromMs + overlapMs })}[tail]`;

/** By sample numbers of the decoded sound, which no container can shift. */
function trimmed({ fromMs, toMs }: { fromMs: number; toMs: number }): string {
  const [from, to] = [Math.round(fromMs * SAMPLES_PER_MS), Math.round(toMs * SAMPLES_PER_MS)];
  return `aresample=${SAMPLE_RATE},asetpts=N/SR/TB,atrim=start_sample=${from}:end_sample=${to},asetpts=N/SR/TB`;
}

const gain = (db: number) => `volume=${db.toFixed(4)}dB:precision=float`;
const ratio = (db: number) => (10 ** (db / 20)).toFixed(6);
const limiter = (ceilingDb: number) =>
  `aresample=${TRUE_PEAK_RATE},alimiter=level=0:latency=1:attack=5:release=50:limit=${ratio(ceilingDb)},` +
  `aresample=${SAMPLE_RATE}`;
const seconds = (ms: number) => (ms / 1_000).toFixed(3);
