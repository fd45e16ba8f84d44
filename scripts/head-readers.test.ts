import { HTML_LIMITED_BOT_UA_RE } from 'next/dist/shared/lib/router/utils/html-bots';
import { expect, it } from 'vitest';
import config from '../next.config';

const readsHeadAlone = (agent: string) => config.htmlLimitedBots?.test(agent);

it('knows whoever Next knows to read a head alone', () => {
  expect(config.htmlLimitedBots?.source.split('|')).toEqual(
    expect.arrayContaining(HTML_LIMITED_BOT_UA_RE.source.split('|')),
  );
});

it.each([
  ['WhatsApp/2.23', true],
  ['WordPress/6.4; https://a.example', true],
  ['Mozilla/5.0 (compatible; Embedly/0.2)', true],
  ['Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36', false],
])('%s: %s', (agent, isOne) => {
  expect(readsHeadAlone(agent)).toBe(isOne);
});
