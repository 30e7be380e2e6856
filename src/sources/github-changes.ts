import { parsePatch, type ChangedFile, type FileStatus } from '../repository/changes.ts';
import { compareTrees } from '../repository/compare-trees.ts';
import { diffTexts } from '../repository/diff.ts';
import type { ChangeSet } from '../repository/changes.ts';
import type { GitHub } from './github-api.ts';
import type { Pull } from './github-pull.ts';
import type { Source } from './source.ts';

/** GitHub lists no more files of a pull request. */
const mostFiles = 3000;
/** Nor of a comparison. */
const mostCompared = 300;
const pageSize = 100;
/** Patches have 20,000 lines an answer; a file that got none may get its own in a smaller one. */
const smallPage = 5;

interface Row {
  readonly sha: string | null;
  readonly filename: string;
  readonly previous_filename?: string;
  readonly status: string;
  readonly patch?: string;
}

export interface Comparison {
  readonly mergeBase: string;
  readonly baseTip: string;
  readonly changes: ChangeSet;
}

/** `changes` are complete up to 300 files. */
export async function compare(github: GitHub, base: string, head: string): Promise<Comparison> {
  const { data } = await github.reads.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
    owner: github.owner,
    repo: github.repo,
    basehead: `${base}...${head}`,
    per_page: 1,
  });
  const rows = data.files ?? [];
  return {
    mergeBase: data.merge_base_commit.sha,
    baseTip: data.base_commit.sha,
    changes: { files: rows.flatMap(changedFile), complete: rows.length < mostCompared },
  };
}

/** The files of a pull request against its merge base. Incomplete when GitHub has cut the list. */
export async function pullChanges(github: GitHub, pull: Pull): Promise<ChangeSet> {
  const rows: Row[] = [];
  for (let page = 1; page <= mostFiles / pageSize; page += 1) {
    const answer = await pullFiles(github, pull.number, page, pageSize);
    rows.push(...answer);
    if (answer.length < pageSize) break;
  }
  return { files: rows.flatMap(changedFile), complete: rows.length < mostFiles && rows.length >= pull.changedFiles };
}

async function pullFiles(github: GitHub, number: number, page: number, size: number): Promise<readonly Row[]> {
  const { data } = await github.reads.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
    owner: github.owner,
    repo: github.repo,
    pull_number: number,
    per_page: size,
    page,
  });
  return data;
}

const statuses: Readonly<Record<string, FileStatus>> = {
  added: 'added',
  modified: 'modified',
  removed: 'removed',
  renamed: 'renamed',
  copied: 'copied',
  changed: 'changed',
};

function changedFile(row: Row): readonly ChangedFile[] {
  const status = statuses[row.status];
  if (!status) return [];
  const hunks = row.patch === undefined ? null : parsePatch(row.patch);
  return [
    {
      path: row.filename,
      previousPath: row.previous_filename ?? null,
      status,
      blob: status === 'removed' ? null : row.sha,
      hunks,
      hunksFrom: hunks && 'host',
    },
  ];
}

/** Adds the files that GitHub's list has not. */
export function completeFiles(changes: ChangeSet, base: Source, head: Source): ChangeSet {
  if (changes.complete) return changes;
  const listed = new Set(changes.files.flatMap(({ path, previousPath }) => [path, previousPath ?? path]));
  const others = compareTrees(base.tree, head.tree).filter(({ path }) => !listed.has(path));
  return { files: [...changes.files, ...others], complete: true };
}

/**
 * Finds out the hunks of some files that came without a patch: from a smaller page of the list, else by comparing the contents
 * (`hunksFrom` says which). Not known stays null: binary, or too different.
 * @param number of the pull request; null where there is none
 */
export async function completeHunks(
  changes: ChangeSet,
  paths: ReadonlySet<string>,
  places: { readonly github: GitHub; readonly number: number | null; readonly base: Source; readonly head: Source },
): Promise<ChangeSet> {
  const lacking = changes.files.filter(({ path, status, hunks }) => !hunks && status !== 'removed' && paths.has(path));
  if (lacking.length === 0) return changes;
  const { github, number, base, head } = places;
  const found = new Map<string, ChangedFile>();

  const pages = new Set(lacking.map((file) => Math.floor(changes.files.indexOf(file) / smallPage) + 1));
  for (const page of number === null ? [] : pages) {
    if (page * smallPage > mostFiles) continue;
    for (const file of (await pullFiles(github, number ?? 0, page, smallPage)).flatMap(changedFile)) {
      if (file.hunks) found.set(file.path, file);
    }
  }

  const compared = lacking.filter(({ path }) => !found.has(path));
  await base.load(compared.map(({ path, previousPath }) => previousPath ?? path));
  await head.load(compared.map(({ path }) => path));
  for (const file of compared) {
    const before = base.tree.read(file.previousPath ?? file.path);
    const after = head.tree.read(file.path);
    if (after.kind !== 'text' || (before.kind !== 'text' && before.kind !== 'absent')) continue;
    const hunks = diffTexts(before.kind === 'text' ? before.text : '', after.text);
    found.set(file.path, { ...file, hunks, hunksFrom: hunks && 'computed' });
  }
  return { ...changes, files: changes.files.map((file) => found.get(file.path) ?? file) };
}
