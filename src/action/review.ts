import type { ReviewNote } from '../messages/run-note.ts';
import { fixedText, reviewText } from '../review/body.ts';
import { githubReviewClient } from '../review/github-client.ts';
import { reconcile } from '../review/reconcile.ts';
import { commentsFor } from '../review/wanted.ts';
import type { GitHub } from '../sources/github-api.ts';
import type { Contents } from '../sources/github-contents.ts';
import { textOf } from './gather.ts';
import type { Inputs } from './inputs.ts';
import type { Judgement } from './judge.ts';
import type { Surroundings } from './surroundings.ts';

export interface Reviewed {
  /** Fingerprints of the findings that have a comment on their line. */
  readonly inline: ReadonlySet<string>;
  readonly notes: readonly ReviewNote[];
  /** Changes that a click commits, where the findings are commented. */
  readonly suggestions: number;
}

/** Works out the comments of a pull request and, unless it is only a gate, writes them. */
export async function review(
  places: { readonly github: GitHub; readonly contents: Contents },
  { result, messages, gathered, engine, notes }: Judgement,
  inputs: Inputs,
  around: Surroundings,
  write: boolean,
): Promise<Reviewed> {
  const nothing = {
    inline: new Set<string>(),
    notes: [],
    suggestions: result.findings.filter(({ fix }) => fix?.safe).length,
  };
  const pull = gathered?.pull;
  if (!gathered || !pull) return nothing;

  const { findings, incomplete } = result;
  const { github, contents } = places;
  const { docsUrl, runUrl } = around;
  const { maxComments, commentOn } = inputs;
  const { files } = await gathered.withHunks(new Set(findings.map(({ path }) => path)));
  await gathered.head.load(findings.flatMap(({ path, fix }) => [path, ...(fix?.edits ?? []).map((edit) => edit.path)]));
  const read = (path: string): string | null => textOf(gathered.head, path);
  const lacksHistory = notes.some(({ kind }) => kind === 'history');
  const { wanted, committable } = commentsFor({ findings, files, commentOn, messages, docsUrl, lacksHistory, read });
  const silenced = new Set(lacksHistory ? engine.rules.filter((rule) => rule.needsHistory).map(({ id }) => id) : []);
  if (!write) return { ...nothing, suggestions: committable };

  const unseen = new Set(incomplete.map(({ path }) => path));
  const seen = new Set(result.files.map(({ path }) => path).filter((path) => !unseen.has(path)));
  const outcome = await reconcile(
    {
      wanted,
      id: inputs.id ?? around.job,
      headSha: gathered.headSha,
      maxComments,
      exists: (path) => gathered.head.tree.get(path) !== undefined,
      checked: (path, rule) => (unseen.size === 0 || seen.has(path)) && !silenced.has(rule),
      fixedText: (marker) => fixedText(messages, marker),
      pull: { ...pull, forkGone: pull.headRepository === null },
      reviewText: (inline, others) => reviewText({ messages, findings, runUrl, inline, others }),
    },
    githubReviewClient({ ...github, number: pull.number, viewer: () => contents.viewer() }),
  );
  return { ...outcome, suggestions: committable };
}
