type ClassValue = string | false | null | undefined;

/**
 * The kinds of classes that are ever contradicted here: a component has a size, and who uses it wants another one. Whatever is not
 * among them stands beside everything else.
 */
const KINDS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['font size', /^text-(xs|sm|base|lg|xl|2xl)$/],
  ['text align', /^text-(left|center|right|start|end)$/],
  ['text wrap', /^text-(balance|pretty|wrap|nowrap)$/],
  ['text colour', /^text-/],
  ['display', /^(hidden|block|inline|flex|inline-flex|grid|inline-block)$/],
  ['position', /^(static|relative|absolute|fixed|sticky)$/],
  ['weight', /^font-(normal|medium|semibold|bold)$/],
  ['rounding', /^rounded-(?![tblrse]{1,2}-)/],
  ['gap', /^gap-(?![xy]-)/],
  ['shadow', /^shadow-(none|xs|sm|md|lg|xl|2xl|\()/],
  ['box', /^-?(p|px|py|pt|pr|pb|pl|m|mx|my|mt|mr|mb|ml|min-h|max-h|min-w|max-w|h|w|size)-/],
  ['look', /^(bg|stroke|fill|opacity|leading|z)-/],
];

/** A class's variants, with their colons, and the class itself. A colon in brackets is no variant's. */
const PARTS = /^((?:(?:[^:[\]()]|\[[^\]]*\]|\([^)]*\))+:)*)(.+)$/;

function kindOf(name: string): string | null {
  const [, variants = '', bare = ''] = PARTS.exec(name) ?? [];
  for (const [kind, pattern] of KINDS) {
    const match = pattern.exec(bare);
    if (match) return `${variants}${kind === 'box' || kind === 'look' ? match[1] : kind}`;
  }
  return null;
}

/** Class names with conditions; of two that contradict each other the later wins. */
export function cn(...classes: ClassValue[]): string {
  const names = classes.flatMap((some) => (some ? some.split(/\s+/).filter(Boolean) : []));
  const kept = new Map<string, string>();
  for (const name of names) {
    const key = kindOf(name) ?? name;
    kept.delete(key);
    kept.set(key, name);
  }
  return [...kept.values()].join(' ');
}
