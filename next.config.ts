import type { NextConfig } from 'next';

const BUILD = process.env.TAP_STORY_BUILD ?? null;
const IMMUTABLE = { key: 'Cache-Control', value: 'public, max-age=31536000, immutable' };
const ACCEPTS_BROTLI = [{ type: 'header' as const, key: 'accept-encoding', value: '.*\\bbr\\b.*' }];
const WASM = '/ffmpeg/:version/ffmpeg-core.wasm';
/** Nothing on these comes from the server but the frame: a device fills them. They may be kept, and are asked after each time. */
const FRAMES = ['/offline', '/offline/studio', '/drafts', '/settings'];
const ASK_FIRST = { key: 'Cache-Control', value: 'no-cache' };

/** Whom Next knows to read a page's head alone: what one sets here stands in place of that. */
const KNOWN_TO_NEXT =
  /[\w-]+-Google|Google-[\w-]+|Chrome-Lighthouse|Slurp|DuckDuckBot|baiduspider|yandex|sogou|bitlybot|tumblr|vkShare|quora link preview|redditbot|ia_archiver|Bingbot|BingPreview|applebot|facebookexternalhit|facebookcatalog|Twitterbot|LinkedInBot|Slackbot|Discordbot|WhatsApp|SkypeUriPreview|Yeti|googleweblight/;
/**
 * Who reads a page's head alone and waits for nothing behind it: besides those that Next knows, whatever does not call itself a
 * browser, or says `compatible`, as no browser does any more. WordPress, Mastodon, Iframely and Embedly are such.
 */
const HEAD_READERS = new RegExp(`${KNOWN_TO_NEXT.source}|^(?!Mozilla/)|\\(compatible;`, 'i');

/** The small player stands in pages of every site, and nothing else in any: what one taps there is what one sees. */
const NOT_EMBEDDED = '/:path((?!embed/).*)';
const framedBy = (ancestors: string, old?: string) => [
  { key: 'Content-Security-Policy', value: `frame-ancestors ${ancestors}` },
  ...(old ? [{ key: 'X-Frame-Options', value: old }] : []),
];

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  htmlLimitedBots: HEAD_READERS,
  // Tells the pages and the service worker of one build from those of another.
  generateBuildId: () => BUILD,
  ...(BUILD ? { env: { TAP_STORY_BUILD: BUILD } } : {}),
  // The mixing core is loaded by a plain Node process, never through a bundle.
  serverExternalPackages: ['@ffmpeg/core', 'pg-boss', 'pino', 'postgres'],

  async headers() {
    return [
      {
        source: '/:path*',
        headers: [
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
          { key: 'Permissions-Policy', value: 'microphone=(self), camera=(), geolocation=()' },
        ],
      },
      { source: NOT_EMBEDDED, headers: framedBy("'none'", 'DENY') },
      { source: '/embed/:path+', headers: framedBy('*') },
      { source: '/ffmpeg/:path*', headers: [IMMUTABLE] },
      { source: '/sw.js', headers: [ASK_FIRST, { key: 'Service-Worker-Allowed', value: '/' }] },
      ...FRAMES.map((source) => ({ source, headers: [ASK_FIRST] })),
      { source: WASM, headers: [{ key: 'Vary', value: 'Accept-Encoding' }] },
      {
        source: WASM,
        has: ACCEPTS_BROTLI,
        headers: [
          { key: 'Content-Encoding', value: 'br' },
          { key: 'Content-Type', value: 'application/wasm' },
        ],
      },
    ];
  },

  async rewrites() {
    // A quarter of the bytes, for every browser that says it can read them.
    return { beforeFiles: [{ source: WASM, has: ACCEPTS_BROTLI, destination: `${WASM}.br` }] };
  },
};

export default config;
