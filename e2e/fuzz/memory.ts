import { readFileSync } from 'node:fs';
import { setTimeout as later } from 'node:timers/promises';

const WITHIN_MS = 20_000;

/**
 * What a process of Node's holds of the machine's memory when nothing is left lying about: its inspector, which a signal opens on the
 * port that it was started with (`--inspect-port`), is asked to collect that first.
 */
export async function openMemory(pid: number, port: number) {
  process.kill(pid, 'SIGUSR1');
  const line = new WebSocket(await inspectorOf(port));
  await new Promise((open, fail) => {
    line.addEventListener('open', open);
    line.addEventListener('error', fail);
  });
  const waiting = new Map<number, (answer: { result?: { result?: { value?: unknown } } }) => void>();
  line.addEventListener('message', ({ data }) => {
    const answer = JSON.parse(String(data));
    waiting.get(answer.id)?.(answer);
  });
  let calls = 0;
  const call = (method: string, params: object = {}) =>
    new Promise<{ result?: { result?: { value?: unknown } } }>((resolve) => {
      calls += 1;
      waiting.set(calls, resolve);
      line.send(JSON.stringify({ id: calls, method, params }));
    });
  return {
    /** Bytes: of the machine's memory, and of that what its objects take. */
    async settled(): Promise<{ resident: number; objects: number }> {
      for (let i = 0; i < 2; i += 1) await call('HeapProfiler.collectGarbage');
      const { result } = await call('Runtime.evaluate', { expression: 'process.memoryUsage().heapUsed' });
      const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return { resident: Number(kilobytes) * 1_024, objects: Number(result?.result?.value) };
    },
    close: () => line.close(),
  };
}

async function inspectorOf(port: number): Promise<string> {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
    if (answer?.ok) return (await answer.json())[0].webSocketDebuggerUrl;
    await later(100);
  }
  throw new Error('the inspector does not answer');
}
