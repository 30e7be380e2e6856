import { phraseOf, type TextsByKind } from '../by-kind.ts';
import type { Action } from '../en/action.ts';
import { list, say, words } from '../phrase.ts';
import type { ActionProblem, RunNote } from '../run-note.ts';
import { history } from './history.ts';
import { and } from './terms.ts';

const note: TextsByKind<RunNote> = {
  closed: () => words('プルリクエストは閉じられているため、何も書き込んでいません。'),
  locked: () => words('プルリクエストの会話がロックされているため、何も書き込んでいません。'),
  'fork-gone': () => words('このプルリクエストのフォークは削除されているため、何も書き込んでいません。'),
  moved: () =>
    words('プルリクエストに新しいコミットがあるため、何も書き込んでいません。そのコミットの実行が書き込みます。'),
  partly: () => words('GitHub が受け付けなかった行があります。その内容はレビューの本文に載せました。'),
  'read-only': ({ detail }) =>
    say`このトークンには書き込み権限がないため、レビューを投稿していません（${detail}）。フォークや Dependabot からのプルリクエストではトークンは読み取り専用です。それ以外では、ジョブに \`permissions: pull-requests: write\` が必要です。検出結果は同じで、注釈とジョブサマリーにあります。`,
  'not-posted': ({ detail }) =>
    say`レビューを書き込めませんでした（${detail}）。検出結果は注釈とジョブサマリーにあります。`,
  'no-configuration': ({ path }) => say`ベース側に ${path} がないため、既定の設定を使います。`,
  'no-report': () => words('HTML レポート（`report-file`）はこのバージョンにはまだないため、何も書き出していません。'),
  history: ({ problem: why }) => phraseOf(history, why),
  annotated: ({ count }) => say`注釈に出ていない検出結果がほかに ${count} 件あります。ジョブサマリーに載せています。`,
};

const problem: TextsByKind<ActionProblem> = {
  'bad-input': ({ name, value, allowed }) =>
    say`入力 ${name} に ${value} は指定できません。${list(allowed, and, allowed.length)} のいずれかにしてください。`,
  'not-a-number': ({ name, value }) => say`入力 ${name} は 0 以上の整数にしてください（現在の値は ${value}）。`,
  'outside-workspace': ({ name, value }) =>
    say`入力 ${name} はワークスペース内のパスにしてください（現在の値は ${value}）。`,
  'no-token': () => words('入力 `github-token` が空です。ジョブのトークンを使う場合は指定を外してください。'),
  'unknown-event': ({ event }) =>
    say`イベント ${event} には対応していません。\`pull_request\`、\`pull_request_target\`、\`merge_group\`、\`push\`、\`schedule\`、\`workflow_dispatch\` で実行するか、\`mode: audit\` を指定してください。`,
  'no-pull-request': ({ event }) =>
    say`\`mode: review\` にはプルリクエストが必要ですが、イベント ${event} にはありません。\`mode: auto\` を使ってください。`,
  'no-base': ({ event }) =>
    say`\`mode: gate\` はベースと比較しますが、イベント ${event} にはベースがありません。\`mode: auto\` か \`mode: audit\` を使ってください。`,
  failed: ({ detail }) => say`このアクションの不具合により、検査そのものが失敗しました: ${detail}`,
};

export const action: Action = {
  note,
  problem,
  found: (counts, inline) =>
    inline === 0 ? `検出結果: ${counts}。` : `検出結果: ${counts}。このレビューでは ${inline} 件にコメントしています。`,
  allInSummary: (runUrl) =>
    runUrl === null
      ? 'すべての結果はジョブサマリーにあります。'
      : `すべての結果は[ジョブサマリー](${runUrl})にあります。`,
  withoutLine: (count) => `行にコメントしていない検出結果 ${count} 件`,
  place: '場所',
  fixed: (rule, commit) => say`${words(commit)} で修正されました。${rule} はここでは検出されなくなりました。`,
  configuration: (path, line, what) => say`${path} の ${line} 行目: ${what}`,
  conclusion: { failure: '失敗', neutral: '合格（検出結果あり）', success: '合格' },
};
