/** A repository given as values: commits are written as the files that they change. */

import { applyPatch } from 'diff';
import { ObjectStore, type GitMode, type TreeEntry } from './objects.ts';
import { formatHunks, hunksOf } from './hunks.ts';

/** Content of a file (mode 100644 if given plainly); null deletes. For 120000 the text is the target, for 160000 a commit id. */
export type FileValue = string | { readonly text: string | Uint8Array; readonly mode?: GitMode } | null;

export interface File {
  readonly mode: GitMode;
  readonly sha: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** ISO 8601, in whole seconds. */
  readonly date: string;
  readonly files: ReadonlyMap<string, File>;
}

/** The author of all commits. */
export const author = { name: 'Mei Tanaka', email: 'mei@example.com' };

export class Repository {
  readonly store = new ObjectStore();
  readonly commits = new Map<string, Commit>();
  /** Branch name to commit. */
  readonly branches = new Map<string, string>();
  readonly #now: () => string;

  /** @param now gives the date of the next commit, ISO 8601 */
  constructor(now: () => string) {
    this.#now = now;
  }

  /** Changes `files` on top of the (first) parent's; without a parent they are the whole tree. */
  commit(
    files: Readonly<Record<string, FileValue>>,
    parents: string | readonly string[] = [],
    message = 'Change',
  ): string {
    const list = typeof parents === 'string' ? [parents] : parents;
    const [first] = list;
    const all = new Map(first === undefined ? [] : this.get(first).files);
    for (const [path, value] of Object.entries(files)) {
      if (value === null) all.delete(path);
      else all.set(path, this.#file(value));
    }
    return this.#write(all, list, message);
  }

  /** @throws Error when there is no such commit: a mistake in a test */
  get(sha: string): Commit {
    const commit = this.commits.get(sha);
    if (commit === undefined) throw new Error(`The stand-in has no commit ${sha}`);
    return commit;
  }

  /** A commit by id, branch name, `heads/…` or `refs/heads/…`. */
  resolve(ref: string): Commit | undefined {
    const branch = this.branches.get(ref) ?? this.branches.get(ref.replace(/^(?:refs\/)?heads\//, ''));
    return this.commits.get(branch ?? ref);
  }

  /** Text of a file, invalid UTF-8 replaced; undefined when it isn't there. */
  text(commit: string, path: string): string | undefined {
    const file = this.get(commit).files.get(path);
    return file === undefined ? undefined : this.store.bytes(file.sha)?.toString('utf8');
  }

  /** The commit itself and all that it comes from, nearest first. */
  history(sha: string): string[] {
    const seen = new Set([sha]);
    for (const one of seen) for (const parent of this.get(one).parents) seen.add(parent);
    return [...seen];
  }

  /** The best common ancestor; undefined for unrelated histories. */
  mergeBase(one: string, other: string): string | undefined {
    const mine = new Set(this.history(one));
    const common = this.history(other).filter((sha) => mine.has(sha));
    const beyond = new Set(common.flatMap((sha) => this.get(sha).parents));
    return common.find((sha) => !beyond.has(sha));
  }

  /** What `refs/pull/N/merge` holds: both sides' changes, a merge commit; undefined when they conflict. */
  merge(base: string, head: string): string | undefined {
    const ancestor = this.mergeBase(base, head);
    const old = ancestor === undefined ? new Map<string, File>() : this.get(ancestor).files;
    const ours = this.get(base).files;
    const merged = new Map(ours);
    const theirs = this.get(head).files;
    for (const path of new Set([...old.keys(), ...theirs.keys()])) {
      const [was, mine, new_] = [old.get(path), ours.get(path), theirs.get(path)];
      if (was?.sha === new_?.sha && was?.mode === new_?.mode) continue;
      if (new_ === undefined) merged.delete(path);
      else if (mine === undefined || mine.sha === was?.sha || mine.sha === new_.sha) merged.set(path, new_);
      else {
        const text = was && this.#mergeTexts(was.sha, mine.sha, new_.sha);
        if (text === undefined) return undefined;
        merged.set(path, { mode: new_.mode, sha: this.store.blob(text) });
      }
    }
    return this.#write(merged, [base, head], `Merge ${head} into ${base}`);
  }

  #mergeTexts(was: string, mine: string, theirs: string): string | undefined {
    const [old, ours, changed] = [was, mine, theirs].map((sha) => this.store.bytes(sha)?.toString('utf8') ?? '');
    if (old === undefined || ours === undefined || changed === undefined) return undefined;
    const patch = `--- a\n+++ b\n${formatHunks(hunksOf(old, changed))}\n`;
    const merged = applyPatch(ours, patch);
    return merged === false ? undefined : merged;
  }

  #file(value: NonNullable<FileValue>): File {
    const { text, mode = '100644' } = typeof value === 'string' ? { text: value } : value;
    if (mode === '160000') return { mode, sha: Buffer.from(text).toString('utf8') };
    return { mode, sha: this.store.blob(text) };
  }

  #write(files: ReadonlyMap<string, File>, parents: readonly string[], message: string): string {
    const tree = this.#tree(files);
    const date = this.#now();
    const who = `${author.name} <${author.email}> ${Date.parse(date) / 1000} +0000`;
    const head = [`tree ${tree}`, ...parents.map((sha) => `parent ${sha}`), `author ${who}`, `committer ${who}`];
    const sha = this.store.commit(`${head.join('\n')}\n\n${message}\n`);
    this.commits.set(sha, { sha, tree, parents, message, date, files });
    return sha;
  }

  #tree(files: ReadonlyMap<string, File>): string {
    const here: TreeEntry[] = [];
    const folders = new Map<string, Map<string, File>>();
    for (const [path, file] of files) {
      const slash = path.indexOf('/');
      if (slash < 0) here.push({ name: path, ...file });
      else {
        const name = path.slice(0, slash);
        const folder = folders.get(name) ?? new Map<string, File>();
        folders.set(name, folder.set(path.slice(slash + 1), file));
      }
    }
    for (const [name, inside] of folders) here.push({ name, mode: '40000', sha: this.#tree(inside) });
    return this.store.tree(here);
  }
}
