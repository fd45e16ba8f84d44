import type { NextConfig } from 'next';

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  typedRoutes: false,
  // The mixing core is loaded by a plain Node worker thread, never through a bundle.
  serverExternalPackages: ['@ffmpeg/core', 'pino', 'postgres'],
};

export default config;
