import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getRouteRegex } from 'next/dist/shared/lib/router/utils/route-regex';
import { getSortedRoutes } from 'next/dist/shared/lib/router/utils/sorted-routes';
import { expect, test } from 'vitest';
import { refusal } from '@/lib/server/test-api';
import * as rest from './route';

test.each(Object.entries(rest))('%s of an address that is not there is not_found, as JSON', async (method, handler) => {
  const answer = handler(new Request('http://tap.test/api/v1/nothing', { method }));
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await refusal(answer)).toMatchObject({ status: 404, code: 'not_found' });
});

test('the other routes come first', () => {
  const files = readdirSync('app/api/v1', { recursive: true, encoding: 'utf8' });
  const routes = files.filter((file) => file.endsWith('route.ts')).map((file) => join('/api/v1', dirname(file)));
  const sorted = getSortedRoutes(routes);
  const routeOf = (path: string) => sorted.find((route) => getRouteRegex(route).re.test(path));
  for (const route of routes.filter((path) => !path.includes('...'))) {
    expect(routeOf(route.replace(/\[\w+\]/g, 'x'))).toBe(route);
  }
  for (const path of ['/api/v1/x', '/api/v1/stories/x/y', '/api/v1/takes', '/api/v1/takes/x/mix/y']) {
    expect(routeOf(path)).toBe('/api/v1/[...rest]');
  }
});
