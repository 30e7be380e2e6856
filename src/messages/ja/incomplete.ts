import type { IncompleteReason } from '../../findings/result.ts';
import type { UnreadableReason } from '../../repository/tree.ts';
import type { TextsByKind } from '../by-kind.ts';
import { say, words, type Phrase } from '../phrase.ts';

const unreadable: Record<UnreadableReason, string> = {
  directory: 'ファイルではなくディレクトリです。',
  submodule: 'サブモジュールのため、ファイルは別のリポジトリにあります。そのリポジトリで確認してください。',
  binary: 'バイナリファイルです。UTF-8 のテキストで保存してください。',
  'invalid-utf8': 'UTF-8 として正しくないファイルです。UTF-8 で保存してください。',
  'too-large': 'ファイルが大きすぎて読み取れません（4 MiB まで）。',
  permission: 'ファイルを読み取る権限がありません。',
  'dangling-symlink':
    'リンク先のファイルがリポジトリにないシンボリックリンクです。リンクを直すか、取り除いてください。',
  special: 'ファイルではなく、パイプ、ソケット、またはデバイスです。標準入力からは `kasane check -` で読み取れます。',
  failed: 'ファイルの読み取りに失敗しました。',
};

const nature: Record<Extract<IncompleteReason, { kind: 'nature' }>['nature'], Phrase> = {
  empty: words('空のファイルです。Dockerfile は `FROM` から始まります。'),
  'only-comments': words('コメントしかないファイルです。Dockerfile は `FROM` から始まります。'),
  'no-from': words('`FROM` がないため、ビルドできる Dockerfile ではありません。'),
  template: words(
    'テンプレートのため、別のプログラムが値を埋めるまで Dockerfile として読めません。生成されたファイルを確認してください。',
  ),
  'from-dockerfile': words(
    '別の Dockerfile から始まっており（`FROM ./path/Dockerfile`）、ビルダーだけではビルドできません。',
  ),
};

export const incomplete: TextsByKind<IncompleteReason> = {
  unreadable: ({ reason }) => words(unreadable[reason]),
  'not-found': () => words('ファイルが見つかりません。'),
  nature: (reason) => nature[reason.nature],
  'broken-file': ({ detail, line }) =>
    line === null
      ? say`ファイルを解釈できません。修正してください: ${detail}`
      : say`ファイルを解釈できません。${line} 行目を修正してください: ${detail}`,
  api: ({ detail }) => say`再試行しましたが、GitHub の API から応答を得られませんでした: ${detail}`,
  'files-cut': ({ count }) => say`変更されたファイルの一覧が ${count} 件で打ち切られ、残りを確認できませんでした。`,
  internal: ({ detail }) => say`確認の処理が失敗しました。このプログラムの不具合です: ${detail}`,
};
