import { downloadZip } from 'client-zip';
import type { Drafts } from './drafts';
import { createDistinctNames, fileName, momentName, sourceExtension } from './file-names';
import { KEPT_AUDIO } from './kept-key';
import type { KeptPath, KeptPaths } from './kept-paths';
import type { StoredDraft } from './stored-draft';

type Entry = { name: string; lastModified: Date; input: Uint8Array<ArrayBuffer> | Blob | string };

/** The source alone, as it was recorded or brought. Null when there is nothing of it. Throws device_unreadable. */
export async function exportDraft(drafts: Drafts, takeId: string): Promise<File | null> {
  const draft = await drafts.get(takeId);
  const bytes = draft && (await drafts.source(takeId));
  if (!draft || !bytes?.byteLength) return null;
  const name = `Tap Story ${momentName(draft.startedAt)}.${sourceExtension(draft.contentType)}`;
  return new File([bytes], name, { type: draft.contentType, lastModified: draft.startedAt });
}

/**
 * A zip of everything that somebody has on this device: a folder for each take that is not published and for each kept path.
 * It holds no URLs and nothing that would let somebody else act. Throws device_unreadable.
 */
export function exportAll(drafts: Drafts, kept: KeptPaths): Promise<Blob> {
  return downloadZip(entriesOf(drafts, kept)).blob();
}

async function* entriesOf(drafts: Drafts, kept: KeptPaths): AsyncGenerator<Entry> {
  const distinct = createDistinctNames();
  for (const draft of await drafts.all()) {
    const title = draft.aim.answer?.storyTitle ?? draft.form.title;
    const folder = distinct(fileName(`${momentName(draft.startedAt)} ${title}`));
    if (draft.delivery?.at !== 'published') yield* draftEntries(drafts, draft, `Takes/${folder}`);
  }
  for (const path of await kept.all()) yield* keptEntries(path, `Kept offline/${distinct(fileName(path.title))}`);
}

async function* draftEntries(drafts: Drafts, draft: StoredDraft, folder: string): AsyncGenerator<Entry> {
  const { takeId, contentType } = draft;
  const lastModified = new Date(draft.startedAt);
  const source = await drafts.source(takeId);
  if (source.byteLength === 0) return;
  yield { name: `${folder}/source.${sourceExtension(contentType)}`, lastModified, input: source };
  const stem = draft.rendered && (await drafts.file(takeId, 'stem'));
  if (stem) yield { name: `${folder}/stem.flac`, lastModified, input: stem };
  const mix = draft.rendered && (await drafts.file(takeId, 'mix'));
  if (mix) yield { name: `${folder}/mix.m4a`, lastModified, input: mix };
  yield { name: `${folder}/draft.json`, lastModified, input: json(toldDraft(draft)) };
}

function toldDraft({ takeId, storyId, aim, startedAt, contentType, cut, alignment, form, rendered }: StoredDraft) {
  const { answer, punchMs } = aim;
  return {
    takeId,
    storyId,
    title: answer?.storyTitle ?? form.title,
    name: form.name,
    visibility: form.visibility,
    recordedAt: new Date(startedAt).toISOString(),
    contentType,
    startMs: punchMs,
    answers: answer && {
      takeId: answer.parent.id,
      name: answer.parent.authorName,
      startMs: answer.parent.startMs,
      durationMs: answer.parent.durationMs,
    },
    cut,
    alignment,
    rendered: rendered && { durationMs: rendered.durationMs, gainDb: rendered.gainDb },
  };
}

async function* keptEntries(path: KeptPath, folder: string): AsyncGenerator<Entry> {
  const lastModified = new Date(path.keptAt);
  const digits = String(path.takes.length).length;
  const names = path.takes.map(
    ({ author }, i) => `${String(i + 1).padStart(digits, '0')} ${fileName(author.name)}.m4a`,
  );
  const cache = await caches.open(KEPT_AUDIO);
  for (const [i, { mixUrl }] of path.takes.entries()) {
    const mix = await cache.match(mixUrl);
    if (mix) yield { name: `${folder}/${names[i]}`, lastModified, input: await mix.blob() };
  }
  yield { name: `${folder}/path.json`, lastModified, input: json(toldPath(path, names)) };
}

function toldPath({ storyId, title, takes }: KeptPath, names: readonly string[]) {
  return {
    storyId,
    title,
    takes: takes.map(({ id, parentId, startMs, durationMs, author }, i) => ({
      id,
      parentId,
      name: author.name,
      startMs,
      durationMs,
      file: names[i],
    })),
  };
}

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
