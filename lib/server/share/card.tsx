import 'server-only';
import { ImageResponse } from 'next/og';
import pLimit from 'p-limit';
import type { ReactNode } from 'react';
import { AppError } from '@/lib/domain/errors';
import { voiceHue } from '@/lib/domain/voice-hue';
import { counted, formatTime } from '@/lib/timeline/clock-text';
import type { Ctx } from '../context';
import { CARD } from './card-size';
import { drawable } from './drawable';
import { oklch } from './oklch';
import { type PathBar, type PathIds, pathBars, sharedPath, voicesOf } from './shared-path';

const EDGE = 72;
const BAR = 6;
const BAR_STEP = 10;
const WAVE = { width: CARD.width - 2 * EDGE, height: 168 };
const BARS = Math.floor((WAVE.width + BAR_STEP - BAR) / BAR_STEP);
/** So much of it is drawn as heard: something is going on here. */
const HEARD = 0.382;
const NAMES_SHOWN = 4;
const NAME_CHARS = 14;
const DOTS_SHOWN = 6;

/** The app's dark material (app/globals.css). */
const COLOURS = {
  bg: oklch(0.17, 0.01, 60),
  ink: oklch(0.96, 0.008, 80),
  muted: oklch(0.72, 0.012, 70),
  signal: oklch(0.68, 0.2, 35),
};
const voiceColour = (authorId: string): string => oklch(0.76, 0.13, voiceHue(authorId));

/** A card keeps a core busy for some tenths of a second. */
const limit = pLimit(2);
/** Beyond that whoever asks has given up before their turn comes. */
const MOST_WAITING = 50;

/**
 * The picture that stands for a path elsewhere (PNG): title, voices, waveform, length. Throws as `sharedPath` does, and too_many_cards
 * while many others wait to be drawn.
 */
export async function shareCard(ctx: Ctx, ids: PathIds): Promise<ArrayBuffer> {
  // What is not there takes nobody's place.
  const path = await sharedPath(ctx, ids);
  if (limit.pendingCount >= MOST_WAITING) throw new AppError('too_many_cards');
  return limit(async () => {
    const bars = await pathBars(ctx, path, BARS);
    const voices = voicesOf(path.takes);
    const card = <Card title={path.story.title} voices={voices} bars={bars} lengthMs={path.lengthMs} />;
    return new ImageResponse(card, CARD).arrayBuffer();
  });
}

type CardProps = {
  title: string;
  voices: readonly { id: string; name: string }[];
  bars: readonly PathBar[];
  lengthMs: number;
};

function Card({ title, voices, bars, lengthMs }: CardProps) {
  return (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        justifyContent: 'space-between',
        width: '100%',
        height: '100%',
        padding: `56px ${EDGE}px 60px`,
        background: COLOURS.bg,
        color: COLOURS.ink,
      }}
    >
      <Row>
        <Mark />
        <span style={{ fontSize: 30, letterSpacing: '-0.02em' }}>Tap Story</span>
      </Row>
      <Title>
        {drawable(title) ?? `A story in ${voices.length === 1 ? 'one voice' : counted(voices.length, 'voice')}`}
      </Title>
      <Wave bars={bars} />
      <div style={{ display: 'flex', justifyContent: 'space-between', fontSize: 32, letterSpacing: '-0.01em' }}>
        <Voices voices={voices} />
        <span style={{ color: COLOURS.muted }}>{formatTime(lengthMs)}</span>
      </div>
    </div>
  );
}

const Row = ({ children, gap = 16 }: { children: ReactNode; gap?: number }) => (
  <div style={{ display: 'flex', alignItems: 'center', gap }}>{children}</div>
);

const Mark = () => (
  <svg aria-hidden="true" width="56" height="42" viewBox="0 0 32 24" fill="none" strokeWidth="2.5">
    <g stroke={COLOURS.ink} strokeLinecap="round" strokeLinejoin="round">
      <circle cx="7.5" cy="8" r="5" />
      <circle cx="20.5" cy="8" r="5" />
      <path d="M7.5 13h13l6 6" />
    </g>
    <circle cx="27.5" cy="20" r="3" fill={COLOURS.signal} />
  </svg>
);

function Title({ children }: { children: string }) {
  const fontSize = children.length <= 26 ? 88 : children.length <= 56 ? 72 : 56;
  return (
    <div
      style={{
        display: 'block',
        fontSize,
        lineClamp: 2,
        wordBreak: 'break-word',
        lineHeight: 1.08,
        letterSpacing: '-0.04em',
        // The typeface comes in one weight; a line of its own colour makes it a title's.
        WebkitTextStroke: `${fontSize / 44}px ${COLOURS.ink}`,
      }}
    >
      {children}
    </div>
  );
}

function Wave({ bars }: { bars: readonly PathBar[] }) {
  const heard = Math.round(bars.length * HEARD);
  const at = heard * BAR_STEP - (BAR_STEP - BAR) / 2;
  return (
    <svg
      aria-hidden="true"
      width={WAVE.width}
      height={WAVE.height}
      viewBox={`0 0 ${WAVE.width} ${WAVE.height}`}
      fill="none"
    >
      {bars.map(({ authorId, level }, i) => {
        const length = BAR + level * (WAVE.height - 24 - BAR);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
            key={i}
            x={i * BAR_STEP}
            y={(WAVE.height - length) / 2}
            width={BAR}
            height={length}
            rx={BAR / 2}
            fill={voiceColour(authorId)}
            opacity={i < heard ? 1 : 0.35}
          />
        );
      })}
      <rect x={at - 2} y={8} width={4} height={WAVE.height - 8} rx={2} fill={COLOURS.signal} />
      <circle cx={at} cy={8} r={8} fill={COLOURS.signal} />
    </svg>
  );
}

/** The first names that the typeface can set; every other voice is its colour alone. */
function Voices({ voices }: Pick<CardProps, 'voices'>) {
  const named = voices
    .map(({ id, name }) => ({ id, name: drawable(name) ?? '' }))
    .filter(({ name }) => name !== '')
    .slice(0, NAMES_SHOWN);
  const others = voices.filter(({ id }) => !named.some((voice) => voice.id === id));
  const more = others.length - DOTS_SHOWN;
  return (
    <Row gap={36}>
      {named.map(({ id, name }) => (
        <Row key={id} gap={14}>
          <Dot voice={id} />
          <span>{shortened(name)}</span>
        </Row>
      ))}
      <Row gap={8}>
        {others.slice(0, DOTS_SHOWN).map(({ id }) => (
          <Dot key={id} voice={id} />
        ))}
      </Row>
      {more > 0 && <span style={{ color: COLOURS.muted }}>{`+${more}`}</span>}
    </Row>
  );
}

const Dot = ({ voice }: { voice: string }) => (
  <div style={{ width: 20, height: 20, borderRadius: 10, background: voiceColour(voice) }} />
);

const shortened = (name: string): string =>
  name.length > NAME_CHARS ? `${name.slice(0, NAME_CHARS - 1).trim()}…` : name;
