import type { Entry } from '../repository/tree.ts';
import { readBlobs } from './git.ts';
import { GitError } from './git-command.ts';

/** Where the symbolic links of a history point: the only contents that a replay asks for. Loaded ahead, since it asks in the middle of its work. */
export class LinkTexts {
  readonly #root: string;
  readonly #signal: AbortSignal | undefined;
  /** Null: not here (a partial clone), or no text. */
  readonly #texts = new Map<string, string | null>();

  constructor(root: string, signal?: AbortSignal) {
    this.#root = root;
    this.#signal = signal;
  }

  /** `links`: versions of paths, of which those that are links count. One process for all that are new, none when none is. */
  async load(links: Iterable<Pick<Entry, 'mode' | 'blob'> | null>): Promise<void> {
    const wanted = new Map<string, Entry>();
    for (const link of links) {
      const blob = link?.mode === 'symlink' ? link.blob : null;
      if (blob !== null && !this.#texts.has(blob)) wanted.set(blob, { path: blob, mode: 'symlink', blob, size: null });
    }
    if (wanted.size === 0) return;
    const contents = await this.#read([...wanted.values()]);
    for (const blob of wanted.keys()) {
      const content = contents?.get(blob);
      this.#texts.set(blob, content?.kind === 'text' ? content.text : null);
    }
  }

  /** From another place than the repository. */
  learn(blob: string, text: string): void {
    this.#texts.set(blob, text);
  }

  get(blob: string): string | null {
    return this.#texts.get(blob) ?? null;
  }

  async #read(entries: readonly Entry[]) {
    try {
      return await readBlobs(this.#root, entries, this.#signal ? { signal: this.#signal } : {});
    } catch (error) {
      // In a partial clone some versions of git end where an object is missing.
      if (error instanceof GitError) return null;
      throw error;
    }
  }
}
