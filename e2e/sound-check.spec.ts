import { expect, type Page } from '@playwright/test';
import { look } from './look';
import { test } from './people';
import { counterReaches, inReview } from './studio';

/** What the browser lists, in place of the machine's own devices; `plug` changes it in mid-take. */
async function plugged(page: Page, input: string, output: string): Promise<void> {
  await page.addInitScript(
    ([first, second]) => {
      const named = (kind: string, label: string) => ({ kind, label, deviceId: label, groupId: label });
      let listed = [named('audioinput', first ?? ''), named('audiooutput', second ?? '')];
      navigator.mediaDevices.enumerateDevices = async () =>
        listed.map((one) => ({ ...one, toJSON: () => one }) as never);
      Reflect.set(window, 'plug', (label: string, at: string) => {
        const came = named('audiooutput', label);
        listed = at === 'first' ? [came, ...listed] : [...listed, came];
        navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
      });
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted);
        Reflect.set(window, 'track', stream.getAudioTracks()[0]);
        return stream;
      };
    },
    [input, output],
  );
}

/** Where no device is named as the default, the first one is it. */
const plug = (page: Page, label: string, at: 'first' | 'last' = 'last') =>
  page.evaluate(([it, where]) => Reflect.get(window, 'plug')(it, where), [label, at]);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function toAnswer(page: Page): Promise<void> {
  await page.goto('/?q=Dashwood');
  await page.getByRole('link', { name: /Mr\. John Dashwood considers/ }).click();
  await page.getByRole('link', { name: 'Duet', exact: true }).click();
  await expect(button(page, 'Record')).not.toHaveAttribute('aria-disabled');
}

test('headphones: a calibration is offered before the first take, skipped with one tap, and not offered again', async ({
  arrives,
}) => {
  const person = await arrives({ microphone: 'austen-0890' });
  const { page } = person;
  await plugged(page, 'Built-in Microphone', 'External Headphones');
  await toAnswer(page);
  await button(page, 'Record').click();
  const offer = page.getByRole('dialog', { name: 'Hold an earphone to your microphone' });
  await expect(offer).toBeVisible();
  await look(person, 'calibration-offer', ['Start', 'Skip']);
  await page.keyboard.press('Escape');
  await expect(offer).toHaveCount(0);
  await expect(button(page, 'Record')).not.toHaveAttribute('aria-disabled');

  await page.keyboard.press('r');
  await expect(button(page, 'Stop')).toBeVisible();
  await expect(offer).toHaveCount(0);
});

test('headphones: what the microphone does not hear is no calibration, and Skip goes on to the take', async ({
  arrives,
}) => {
  const { page } = await arrives({ microphone: 'silence' });
  await plugged(page, 'Built-in Microphone', 'External Headphones');
  await toAnswer(page);
  await button(page, 'Record').click();
  await button(page, 'Start').click();
  await expect(page.getByText('Nothing was heard. Hold the earphone closer')).toBeVisible();
  await button(page, 'Skip').click();
  await expect(button(page, 'Stop')).toBeVisible();
});

test('Bluetooth: told before the take, with the way to the sound check', async ({ arrives }) => {
  const person = await arrives({ microphone: 'austen-0890' });
  const { page } = person;
  await plugged(page, 'AirPods Pro', 'AirPods Pro');
  await toAnswer(page);
  await button(page, 'Record').click();
  const warning = page.getByRole('dialog', { name: 'You are on Bluetooth' });
  await expect(warning).toBeVisible();
  await expect(page.getByRole('timer')).toHaveText('0:00321');
  await look(person, 'bluetooth', ['Record anyway', 'Sound check']);
  await warning.getByRole('button', { name: 'Sound check' }).click();

  const check = page.getByRole('dialog', { name: 'Sound check' });
  await expect(check.getByRole('combobox', { name: 'Microphone' })).toBeVisible();
  await expect(check.getByRole('meter', { name: 'How loud your microphone is' })).toBeAttached();
  await expect(check.getByRole('switch', { name: 'I wear headphones' })).toBeChecked();
  const monitor = check.getByRole('switch', { name: 'Hear yourself' });
  await monitor.check();
  await look(person, 'sound-check', ['Calibrate', 'Measure ten times']);
  await check.getByRole('switch', { name: 'I wear headphones' }).uncheck();
  await expect(monitor).toBeDisabled();
  await expect(monitor).not.toBeChecked();
  await check.getByRole('button', { name: 'Close' }).click();
  await expect(check).toHaveCount(0);
});

test('Bluetooth: said before Record is pressed, and its calibration is offered after the warning', async ({
  arrives,
}) => {
  const person = await arrives({ microphone: 'austen-0890' });
  const { page } = person;
  await plugged(page, 'Built-in Microphone', 'Speakers');
  await toAnswer(page);
  await expect(page.getByText(/You come in at/)).toBeVisible();
  await plug(page, 'LinkBuds S', 'first');
  await expect(page.getByText('You are on Bluetooth, and what you hear comes late.')).toBeVisible();
  await look(person, 'bluetooth-idle', ['Record', 'Sound check']);
  await button(page, 'Record').click();
  await button(page, 'Record anyway').click();
  await expect(page.getByRole('dialog', { name: 'Hold an earphone to your microphone' })).toBeVisible();
  await button(page, 'Skip').click();
  await expect(button(page, 'Stop')).toBeVisible();
});

test('in mid-take: headphones that come and a call that comes are told at once, and what was said is kept', async ({
  arrives,
}) => {
  const { page } = await arrives({ microphone: 'austen-0890' });
  await plugged(page, 'Built-in Microphone', 'Speakers');
  await toAnswer(page);
  await button(page, 'Record').click();
  await button(page, 'Stop').waitFor();
  await counterReaches(page, 1);
  await plug(page, 'External Headphones');
  await expect(page.getByText('Headphones were connected.')).toBeVisible();
  await plug(page, 'Galaxy Buds2');
  const told = page.getByText('A Bluetooth device was connected, and it is late.');
  await expect(told).toBeVisible();
  await expect(told).toHaveCount(0);
  await expect(button(page, 'Stop')).toBeVisible();
  await counterReaches(page, 7);
  await page.evaluate(() => Reflect.get(window, 'track').dispatchEvent(new Event('mute')));
  await inReview(page);
  await expect(page.getByText('A call or another app took the microphone.')).toBeVisible();
});
