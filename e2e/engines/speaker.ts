import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from './program';

export type Speaker = { env: NodeJS.ProcessEnv; kill(): Promise<void> };

/**
 * A sound server of one's own, made of these modules. By itself it plays to nobody, in time: without any speaker Firefox never
 * starts an AudioContext.
 */
export async function startSpeaker(modules = ['module-null-sink']): Promise<Speaker> {
  const folder = await mkdtemp(join(tmpdir(), 'tap-story-speaker-'));
  const socket = join(folder, 'socket');
  const server = startProgram(
    'pulseaudio',
    [
      ...['-n', '-v', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--disable-shm=yes'],
      ...modules.map((module) => `--load=${module}`),
      `--load=module-native-protocol-unix auth-anonymous=1 socket=${socket}`,
    ],
    { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder },
  );
  const kill = async () => {
    await server.kill();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await server.says(/Daemon startup complete/);
  } catch (error) {
    await kill();
    throw error;
  }
  return { env: { ...process.env, PULSE_SERVER: `unix:${socket}` }, kill };
}
