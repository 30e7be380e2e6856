import type { GitHub } from './github-api.ts';

/** A pull request as it stands now; the event only knows how it stood. */
export interface Pull {
  readonly number: number;
  readonly open: boolean;
  readonly locked: boolean;
  readonly headSha: string;
  /** `owner/name`; null when the fork was deleted. */
  readonly headRepository: string | null;
  readonly baseRepository: string;
  readonly baseBranch: string;
  /** A commit of the base branch, not always its tip, hardly ever the merge base. */
  readonly baseSha: string;
  /** How many files the list of changes has to have. */
  readonly changedFiles: number;
}

export async function readPull(github: GitHub, number: number): Promise<Pull> {
  const { data } = await github.reads.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    owner: github.owner,
    repo: github.repo,
    pull_number: number,
  });
  // The fork may be gone, whatever the description of the API says.
  const headRepository: { readonly full_name: string } | null = data.head.repo;
  return {
    number,
    open: data.state === 'open',
    locked: data.locked,
    headSha: data.head.sha,
    headRepository: headRepository?.full_name ?? null,
    baseRepository: data.base.repo.full_name,
    baseBranch: data.base.ref,
    baseSha: data.base.sha,
    changedFiles: data.changed_files,
  };
}
