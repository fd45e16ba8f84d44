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

/** What the browser may be asked for: a voice by this place alone, and nothing by a player in another site's page. */
const permissions = (microphone: string) => ({
  key: 'Permissions-Policy',
  value: `microphone=${microphone}, camera=(), geolocation=(), display-capture=(), payment=(), usb=(), midi=(), serial=(), bluetooth=()`,
});
/** Pages have theirs, with the nonce of their scripts, from proxy.ts. */
const policy = (value: string) => ({ key: 'Content-Security-Policy', value });
/** What is no page runs nothing, wherever it is opened. */
const INERT = [policy("default-src 'none'; frame-ancestors 'none'; sandbox")];
const ANSWERS = ['/api/:path*', '/media/:path*', '/card/:path*', '/oembed', '/health', '/ready', '/share'];
const FILES = ['/_next/:path*', '/ffmpeg/:path*', '/sw.js', '/sw-off.js'];
/** Pages of other sites show these. */
const FOR_OTHERS = '/:path(embed/.*|card/.*|oembed|media/.*|icon.*|apple-icon.*|screenshots/.*)';
const OURS = '/:path((?!embed/|card/|oembed$|media/|icon|apple-icon|screenshots/).*)';
const NOT_EMBEDDED = '/:path((?!embed/).*)';
const BY_TLS = [{ type: 'header' as const, key: 'x-forwarded-proto', value: 'https(,.*)?' }];

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Nothing is resized here at anybody's wish.
  images: { unoptimized: true },
  htmlLimitedBots: HEAD_READERS,
  // Tells the pages and the service worker of one build from those of another.
  generateBuildId: () => BUILD,
  ...(BUILD ? { env: { TAP_STORY_BUILD: BUILD } } : {}),
  // The mixing core is loaded by a plain Node process, never through a bundle.
  serverExternalPackages: ['@ffmpeg/core', 'ioredis', 'pg-boss', 'pino', 'postgres', 'rate-limiter-flexible'],

  async headers() {
    return [
      {
        source: '/:path*',
        headers: [
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
          // A window that signs somebody in elsewhere still finds its way back.
          { key: 'Cross-Origin-Opener-Policy', value: 'same-origin-allow-popups' },
          { key: 'X-Permitted-Cross-Domain-Policies', value: 'none' },
        ],
      },
      {
        source: '/:path*',
        has: BY_TLS,
        headers: [{ key: 'Strict-Transport-Security', value: 'max-age=31536000' }],
      },
      { source: NOT_EMBEDDED, headers: [{ key: 'X-Frame-Options', value: 'DENY' }, permissions('(self)')] },
      { source: '/embed/:path+', headers: [permissions('()')] },
      { source: OURS, headers: [{ key: 'Cross-Origin-Resource-Policy', value: 'same-origin' }] },
      { source: FOR_OTHERS, headers: [{ key: 'Cross-Origin-Resource-Policy', value: 'cross-origin' }] },
      ...ANSWERS.map((source) => ({ source, headers: INERT })),
      // Workers have the policy that their script came with, and theirs runs WebAssembly.
      ...FILES.map((source) => ({ source, headers: [policy("frame-ancestors 'none'")] })),
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
