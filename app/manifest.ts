import type { MetadataRoute } from 'next';

const png = (src: string, size: number) => ({ src, sizes: `${size}x${size}`, type: 'image/png' });
const screenshot = (form: 'narrow' | 'wide', name: string, sizes: string, label: string) => ({
  src: `/screenshots/${name}-${form}.png`,
  type: 'image/png',
  form_factor: form,
  sizes,
  label,
});
const NARROW = '780x1688';
const WIDE = '1280x800';

export default function manifest(): MetadataRoute.Manifest {
  return {
    name: 'Tap Story',
    short_name: 'Tap Story',
    description: 'Stories told aloud, one voice after another.',
    id: '/',
    start_url: '/',
    scope: '/',
    lang: 'en',
    dir: 'ltr',
    display: 'standalone',
    display_override: ['standalone', 'minimal-ui'],
    orientation: 'any',
    categories: ['entertainment', 'music', 'social'],
    background_color: '#130f0b',
    theme_color: '#130f0b',
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      png('/icon-192.png', 192),
      png('/icon-512.png', 512),
      { ...png('/icon-maskable-192.png', 192), purpose: 'maskable' },
      { ...png('/icon-maskable-512.png', 512), purpose: 'maskable' },
    ],
    screenshots: [
      screenshot('narrow', 'home', NARROW, 'Stories that grow'),
      screenshot('narrow', 'story', NARROW, 'Listen down a path, and answer it'),
      screenshot('narrow', 'studio', NARROW, 'Record over the end of what you heard'),
      screenshot('wide', 'home', WIDE, 'Stories that grow'),
      screenshot('wide', 'story', WIDE, 'The map of a story beside its voices'),
    ],
    shortcuts: [
      {
        name: 'New story',
        description: 'Record the first take of a story',
        url: '/record',
        icons: [png('/icon-new-story-96.png', 96), png('/icon-new-story-192.png', 192)],
      },
    ],
    // The service worker answers this address; its field is named in lib/offline/service-worker/shared-files.ts.
    share_target: {
      action: '/share',
      method: 'POST',
      enctype: 'multipart/form-data',
      params: {
        files: {
          name: 'audio',
          accept: ['audio/*', '.m4a', '.mp3', '.wav', '.ogg', '.oga', '.opus', '.webm', '.flac'],
        },
      },
    },
  };
}
