import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectBidi } from './bidi';
import type { Engine } from './driver';
import { onPath, startProgram } from './program';
import { startSpeaker } from './speaker';

const PREFS = {
  // A microphone that hums, and a person who allows it.
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  // After a crash it opens as if nothing had been.
  'browser.sessionstore.resume_from_crash': false,
  'toolkit.startup.max_resumed_crashes': -1,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.normandy.enabled': false,
  'browser.startup.page': 0,
};
const VIEWPORT = { width: 390, height: 844 };

const program = () => process.env.FIREFOX ?? onPath('firefox-esr', 'firefox');

export const firefox: Engine = {
  name: 'Firefox',
  mostMissingMs: 1_000,
  missing: () =>
    program() && onPath('pulseaudio')
      ? null
      : 'there is no Firefox or no PulseAudio; on Debian: apt-get install firefox-esr pulseaudio',

  async open(profile) {
    await mkdir(profile, { recursive: true });
    const prefs = Object.entries(PREFS).map(([name, value]) => `user_pref("${name}", ${value});\n`);
    await writeFile(join(profile, 'user.js'), prefs.join(''));
    const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'];
    const speaker = await startSpeaker();
    const browser = startProgram(program() ?? 'firefox', args, speaker.env);
    const kill = async () => {
      await browser.kill();
      await speaker.kill();
    };
    try {
      const [, address] = await browser.says(/^WebDriver BiDi listening on (ws:\S+)/);
      const bidi = await connectBidi(`${address}/session`);
      await bidi.send('session.new', { capabilities: {} });
      await bidi.send('session.subscribe', { events: ['log.entryAdded'] });
      const [first] = (await bidi.send('browsingContext.getTree', {})).contexts;
      const context: string = first.context;
      await bidi.send('browsingContext.setViewport', { context, viewport: VIEWPORT });

      return {
        async goto(url) {
          const there = () => bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
          // Now and then Firefox says nothing of a page that stands there.
          await there().catch(there);
        },
        async run(work, ...given) {
          const { type, result, exceptionDetails } = await bidi.send('script.callFunction', {
            functionDeclaration: `async (given) => JSON.stringify((await (${work})(...JSON.parse(given))) ?? null)`,
            arguments: [{ type: 'string', value: JSON.stringify(given) }],
            target: { context },
            awaitPromise: true,
          });
          if (type !== 'success') throw new Error(exceptionDetails.text);
          return JSON.parse(result.value);
        },
        async act(gestures) {
          await bidi.send('input.performActions', { context, actions: gestures });
        },
        async picture() {
          const { data } = await bidi.send('browsingContext.captureScreenshot', { context });
          return Buffer.from(data, 'base64');
        },
        faults: () => bidi.errors,
        async kill() {
          bidi.close();
          await kill();
        },
      };
    } catch (error) {
      await kill();
      throw error;
    }
  },
};
