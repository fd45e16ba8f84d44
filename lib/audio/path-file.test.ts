import { expect, it, vi } from 'vitest';
import { createPathFile } from './path-file';

/** A path file whose server answers in this order (the last for ever), and whose clock the test turns. */
function pathFileWith(...answers: (() => Response)[]) {
  const asked: string[] = [];
  const waits: number[] = [];
  let next: (() => void) | null = null;
  let told = 0;
  const file = createPathFile({
    storyId: 'story',
    fetch: async (url) => {
      asked.push(url);
      return (answers.length > 1 ? answers.shift() : answers[0])?.() ?? Response.error();
    },
    after(ms, run) {
      waits.push(ms);
      next = run;
      return () => {
        next = null;
      };
    },
    onAnswer: () => told++,
  });
  const turn = async () => {
    const before = asked.length;
    next?.();
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(before));
  };
  return { file, asked, waits, turn, told: () => told, isWaiting: () => next !== null };
}
const is = (url: string | null) => () => Response.json({ url });

it('asks again while it is being made, later and later, and tells when it is there', async () => {
  const { file, asked, waits, turn, told } = pathFileWith(
    is(null),
    is(null),
    () => new Response('', { status: 503 }),
    is('/f'),
  );
  file.want('leaf');
  file.want('leaf');
  for (let n = 1; n <= 3; n++) {
    await vi.waitFor(() => expect(waits).toHaveLength(n));
    await turn();
  }
  await vi.waitFor(() => expect(told()).toBe(1));
  expect(file.url()).toBe('/f');
  expect(asked).toEqual(Array(4).fill('/api/v1/takes/leaf/path-file?story=story'));
  expect(waits.slice(0, 3)).toEqual([3_000, 4_500, 6_750]);
});

it('asks anew before the signature is too old, and keeps the old one until then', async () => {
  const { file, waits, turn, told } = pathFileWith(is('/old'), is('/new'));
  file.want('leaf');
  await vi.waitFor(() => expect(waits).toEqual([20 * 60_000]));
  await turn();
  await vi.waitFor(() => expect([file.url(), told()]).toEqual(['/new', 2]));
});

it('asks no more after a refusal, nor once it is forgotten', async () => {
  const refused = pathFileWith(() => new Response('{}', { status: 422 }));
  refused.file.want('leaf');
  await vi.waitFor(() => expect(refused.asked).toHaveLength(1));
  await vi.waitFor(() => expect(refused.told()).toBe(1));
  expect([refused.isWaiting(), refused.file.isRefused()]).toEqual([false, true]);

  const forgotten = pathFileWith(is('/f'));
  forgotten.file.want('leaf');
  await vi.waitFor(() => expect(forgotten.isWaiting()).toBe(true));
  forgotten.file.forget();
  expect([forgotten.isWaiting(), forgotten.file.url()]).toEqual([false, null]);
});
