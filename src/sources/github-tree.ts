import type { Entry } from '../repository/tree.ts';
import { modes } from './git-modes.ts';
import type { GitHub } from './github-api.ts';

/** All files of a commit. One request, unless GitHub cuts the answer (100,000 entries, 7 MB): then the folders are walked. */
export async function listTree(github: GitHub, commit: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const folders = [{ sha: commit, prefix: '' }];
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    const { sha, prefix } = folder;
    const whole = await readTree(github, sha, true);
    const rows = whole.truncated ? (await readTree(github, sha, false)).tree : whole.tree;
    for (const row of rows) {
      const path = prefix + row.path;
      const mode = modes[row.mode];
      if (mode) entries.push({ path, mode, blob: row.sha, size: row.size ?? null });
      else if (whole.truncated && row.type === 'tree') folders.push({ sha: row.sha, prefix: `${path}/` });
    }
  }
  return entries;
}

async function readTree(github: GitHub, sha: string, recursive: boolean) {
  const { data } = await github.reads.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
    owner: github.owner,
    repo: github.repo,
    tree_sha: sha,
    ...(recursive ? { recursive: '1' } : {}),
  });
  return data;
}
