import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mendRequests } from './mend-requests';
import { call } from './storage/contract-harness';

const TREE = encodeURIComponent(
  JSON.stringify(['', { children: ['s', { children: [['storyId', 'x', 'd', null], {}] }] }, null, 'refetch']),
);

describe('a request that Next would answer 500 to', () => {
  const server = http.createServer(({ method, headers }, response) => {
    response.end(
      JSON.stringify({ method, state: headers['next-router-state-tree'] ?? null, rsc: headers.rsc ?? null }),
    );
  });
  let stop: (() => void) | undefined;
  beforeAll(() => {
    stop = mendRequests();
    return new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => {
    stop?.();
    return new Promise((closed) => server.close(closed));
  });
  const seen = async (method: string, headers: Record<string, string> = {}) => {
    const { port } = server.address() as AddressInfo;
    return JSON.parse((await call(method, `http://127.0.0.1:${port}/`, { headers })).bytes.toString());
  };

  it.each([
    ['has letters that are none', '%E0%A4%A'],
    ['is too short', '%5B%22%22%5D'],
    ['leads to a number', '%5B%22%22%2C%7B%22children%22%3A5%7D%5D'],
    ['leads to a number by another name', '%5B%22%22%2C%7B%22a%22%3A1%7D%5D'],
    ['is empty', ''],
  ])('comes without the state of a router that %s', async (_what, state) => {
    const headers = { 'next-router-state-tree': state, rsc: '1' };
    expect(await seen('GET', headers)).toEqual({ method: 'GET', state: null, rsc: '1' });
  });

  it('keeps the state that a page sends', async () => {
    const headers = { 'next-router-state-tree': TREE };
    expect(await seen('GET', headers)).toEqual({ method: 'GET', state: TREE, rsc: null });
  });

  it('has another method where it had one that no Request may have', async () => {
    expect(await seen('TRACE')).toMatchObject({ method: 'PROPFIND' });
    expect(await seen('DELETE')).toMatchObject({ method: 'DELETE' });
  });
});
