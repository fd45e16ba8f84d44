import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '@/lib/server/storage/test-swift';
import type { Engine } from './driver';
import { onPath, startProgram } from './program';
import { startSpeaker } from './speaker';

const BROWSER = join(process.cwd(), 'e2e/engines/webkit-browser.py');
/** Debian's Python, which knows Debian's GObject libraries. */
const PYTHON = '/usr/bin/python3';
const PACKAGES =
  'webkit2gtk-driver python3-gi gir1.2-webkit2-4.1 xvfb pulseaudio ' +
  'gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-libav';
const PARTS = {
  WebKitWebDriver: () => onPath('WebKitWebDriver') !== null,
  Xvfb: () => onPath('Xvfb') !== null,
  PulseAudio: () => onPath('pulseaudio') !== null,
  "GObject's WebKit2 4.1": () =>
    spawnSync(PYTHON, ['-c', 'import gi; gi.require_version("WebKit2", "4.1")'], { stdio: 'ignore' }).status === 0,
  "GStreamer's AAC": () => isPlugin('libav'),
  "GStreamer's MP4": () => isPlugin('isomp4'),
};

const isPlugin = (name: string) => globSync(`/usr/lib/*/gstreamer-1.0/libgst${name}.so`).length > 0;

export const webkit: Engine = {
  name: 'WebKitGTK',
  // GStreamer writes fragments of a second, and gives out whole ones: at the next chunk, half a second later at most.
  mostMissingMs: 1_700,
  missing() {
    const part = Object.entries(PARTS).find(([, isThere]) => !isThere());
    return part ? `there is no ${part[0]}; on Debian: apt-get install ${PACKAGES}` : null;
  },

  async open(profile) {
    await mkdir(profile, { recursive: true });
    const speaker = await startSpeaker();
    const screen = startProgram('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']);
    const [display] = await screen.says(/^\d+$/);
    const port = await freePorts();
    const driver = startProgram('WebKitWebDriver', [`--port=${port}`], { ...speaker.env, DISPLAY: `:${display}` });
    const kill = async () => {
      await driver.kill();
      await screen.kill();
      await speaker.kill();
    };
    try {
      const send = await session(`http://127.0.0.1:${port}`, profile);
      return {
        async goto(url) {
          await send('POST', 'url', { url });
        },
        async run(work, ...given) {
          const script = `const done = arguments[1];
            const work = async () => JSON.stringify((await (${work})(...JSON.parse(arguments[0]))) ?? null);
            work().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
          const { value, error } = await send('POST', 'execute/async', { script, args: [JSON.stringify(given)] });
          if (error !== undefined) throw new Error(error);
          return JSON.parse(value);
        },
        async act(gestures) {
          await send('POST', 'actions', { actions: gestures });
        },
        async picture() {
          return Buffer.from(await send('GET', 'screenshot'), 'base64');
        },
        faults: () => driver.lines.filter((line) => /\bCONSOLE( \w+)? ERROR\b/.test(line)),
        kill,
      };
    } catch (error) {
      await kill();
      throw error;
    }
  },
};

/** Begins a session of the W3C's WebDriver over HTTP. Answers what sends its commands. */
async function session(driver: string, profile: string) {
  // biome-ignore lint/suspicious/noExplicitAny: the protocol's answers have as many shapes as it has commands.
  const send = async (method: 'GET' | 'POST', path: string, body?: object): Promise<any> => {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const answer = await fetch(`${driver}${path}`, { method, body: body ? JSON.stringify(body) : null, signal });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await isUp(driver);
  const options = { binary: PYTHON, args: [BROWSER, profile] };
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
  const { sessionId } = await send('POST', '/session', { capabilities });
  return (method: 'GET' | 'POST', command: string, body?: object) =>
    send(method, `/session/${sessionId}/${command}`, body);
}

const UP_WITHIN_MS = 10_000;
/** A driver that has not answered by then (ms) will not. */
const DEADLINE_MS = 60_000;

async function isUp(driver: string): Promise<void> {
  for (const end = Date.now() + UP_WITHIN_MS; Date.now() < end; ) {
    // Until it listens, the connection is refused.
    const answer = await fetch(`${driver}/status`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((later) => setTimeout(later, 50));
  }
  throw new Error('WebKitWebDriver does not answer');
}
