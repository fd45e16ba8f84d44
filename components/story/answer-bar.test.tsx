import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { AnswerBar } from './answer-bar';

const ada = { id: 'take', author: { id: 'ada', name: 'Ada' } };
const barOf = (parent: typeof ada | undefined, refusal: string | null) =>
  renderToStaticMarkup(
    <AnswerBar storyId="story" parent={parent} refusal={refusal} defaultAnswer="duet">
      <button type="button">Play</button>
    </AnswerBar>,
  );
const linksOf = (html: string) => html.match(/<a /g)?.length ?? 0;

it('offers both answers to the take, or says why there is none, and always plays', () => {
  const [open, refused, silent] = [barOf(ada, null), barOf(ada, 'Nothing is added.'), barOf(undefined, null)];
  expect([open, refused, silent].map(linksOf)).toEqual([2, 0, 0]);
  expect(open).toContain('parent=take');
  expect(refused).toContain('Nothing is added.');
  expect(refused).not.toContain('Ada');
  for (const bar of [open, refused, silent]) expect(bar).toContain('Play');
});
