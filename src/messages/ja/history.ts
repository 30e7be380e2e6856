import type { NoCloneReason, NoHistoryReason } from '../../repository/history.ts';
import type { HistoryTexts } from '../en/history.ts';
import { say, words, type Phrase } from '../phrase.ts';

const none: Record<NoHistoryReason, string> = {
  'no-repository': 'git リポジトリではないか、git が読み取りを拒否しました。',
  'no-commit': 'まだコミットがないか、そのコミットがここにありません。',
  'one-commit': 'これが最初のコミットです。',
  shallow: '浅いクローンで、コミットが 1 つしかありません。`git fetch --unshallow` で残りを取得できます。',
  'no-trees': 'この部分クローンには、古いコミットのツリーがありません。',
  corrupt: 'リポジトリのオブジェクトが壊れているか、欠けています。`git fsck` で確認できます。',
  stopped: '読み取りに時間がかかりすぎました。',
};

const noClone: Record<NoCloneReason, string> = {
  'time-limit': '取得に時間がかかりすぎました。',
  'size-limit': '大きすぎて、このためには取得できません。',
  refused: 'トークンにリポジトリを読む権限がありません。`contents: read` が必要です。',
  'old-git': 'git が 2.31 より古いため、トークンを安全に渡せませんでした。',
  'no-commit': '共通の祖先のコミットが、サーバーにもうありません。',
  failed: 'git で取得できませんでした',
};

export const history: HistoryTexts = {
  none: ({ reason }) => nothing(words(none[reason])),
  'no-clone': ({ reason, detail }) =>
    nothing(reason === 'failed' ? say`${words(noClone.failed)}（${detail}）。` : words(noClone[reason])),
  fewer: ({ why, there, asked }) =>
    why === 'shallow'
      ? say`浅いクローンのため、${asked} コミットのうち ${there} コミットだけを調べました。`
      : say`古いコミットを読めないため、${asked} コミットのうち新しい ${there} コミットだけを調べました。`,
  'broken-off': () => nothing(words('最後まで読み取れません。`git fsck` で確認できます。')),
  stopped: () => nothing(words(none.stopped)),
  failed: ({ detail }) => nothing(say`このツールの不具合により読み取れませんでした（${detail}）。`),
  'too-many': ({ count }) => say`数が多いため、ほかの ${count} 件の指摘については履歴を調べていません。`,
};

function nothing(why: Phrase): Phrase {
  return say`履歴による裏付けはなく、履歴が必要なルールは指摘していません。${why}`;
}
