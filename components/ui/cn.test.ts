import { expect, test } from 'vitest';
import { cn } from './cn';

test('of two classes that contradict each other the later wins', () => {
  expect(cn('px-5 text-base min-h-12', 'px-2 text-sm')).toBe('min-h-12 px-2 text-sm');
  expect(cn('text-base text-ink', 'text-muted')).toBe('text-base text-muted');
  expect(cn('bg-surface shadow-(--card-shadow)', 'bg-bg shadow-none')).toBe('bg-bg shadow-none');
  expect(cn('-mt-2', 'mt-3')).toBe('mt-3');
  expect(cn('relative flex', 'absolute hidden')).toBe('absolute hidden');
});

test('what concerns something else, or another state of it, stands beside it', () => {
  expect(cn('border-4 border-ink', 'border-t')).toBe('border-4 border-ink border-t');
  expect(cn('bg-bg', 'hover:bg-raised', 'lg:hover:bg-line')).toBe('bg-bg hover:bg-raised lg:hover:bg-line');
  expect(cn('hover:bg-raised', 'hover:bg-line')).toBe('hover:bg-line');
  expect(cn('gap-x-3 gap-y-2 rounded-t-md', 'gap-1 rounded-full')).toBe(
    'gap-x-3 gap-y-2 rounded-t-md gap-1 rounded-full',
  );
  expect(cn('font-sans', 'font-medium')).toBe('font-sans font-medium');
  expect(cn('px-4', 'pt-3', 'text-center', 'text-sm')).toBe('px-4 pt-3 text-center text-sm');
  expect(cn('[data-lit="a:b"]:h-4', 'h-2')).toBe('[data-lit="a:b"]:h-4 h-2');
});

test('conditions that do not hold say nothing', () => {
  expect(cn('flex', false, null, undefined, '', ' gap-2 ')).toBe('flex gap-2');
});
