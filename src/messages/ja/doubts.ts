import type { GeneralDoubt } from '../../findings/doubt.ts';
import type { TextsByKind } from '../by-kind.ts';
import { list, say, shortened } from '../phrase.ts';
import { and, directory } from './terms.ts';

export const doubts: TextsByKind<GeneralDoubt> = {
  'context-ambiguous': ({ candidates }) =>
    say`ビルドコンテキストの候補が複数あります（${list(candidates.map(directory), and)}）。設定ファイルの \`contexts:\` で指定してください。`,
  'context-not-found': () =>
    say`ビルドコンテキストが見つかりません。この Dockerfile がコピーするファイルをすべて含むディレクトリがないためです。設定ファイルの \`contexts:\` で指定してください。`,
  'context-outside-repository': ({ at }) => say`${at} が指定するビルドコンテキストは、リポジトリの外にあります。`,
  'context-guessed': ({ directory: name }) =>
    say`ビルドコンテキストを示すファイルがリポジトリにないため、${directory(name)} と推測しています。`,
  'contexts-differ': ({ first, second }) =>
    say`このファイルは、異なるコンテキスト（${directory(first)} と ${directory(second)}）でビルドされています。`,
  'unknown-value': ({ word, line }) => say`${line} 行目の ${word} の値は、ビルド時にしか分かりません。`,
  'unreadable-command': ({ line }) => say`${line} 行目のコマンドを読み取れませんでした。`,
  'not-in-context': ({ path }) => say`${path} がビルドコンテキストにありません。`,
  'ignored-by-context': ({ path, ignoreFile }) =>
    say`${path} は ${ignoreFile} によってビルドコンテキストから除外されています。`,
  'unreadable-file': ({ path }) => say`${path} を読み取れませんでした。`,
  'copy-may-overwrite': ({ directory: name, ignoreFile }) =>
    say`作業ディレクトリに ${name} があると、インストールした内容がコピーで上書きされます（${ignoreFile} で除外されていません）。`,
  'step-between': ({ line, instruction }) =>
    say`移動の前後の間にある ${line} 行目の ${instruction} が、同じファイルに触れる可能性があります。`,
  'setting-between': ({ line, instruction }) =>
    say`${line} 行目の ${instruction} が、移動するステップの実行条件を変えています。`,
  'needs-other-file': ({ path }) => say`${path} も合わせて変更する必要があります。`,
  'outside-diff': () =>
    say`変更する行の一部が差分に表示されていないため、ここからはコミットできません。\`kasane fix --write\` で適用できます。`,
  'windows-line-ends': () =>
    say`GitHub からコミットすると、このファイルの改行コードが変わる可能性があります。\`kasane fix --write\` なら保たれます。`,
  'mixed-step': ({ line }) =>
    say`${line} 行目のステップはインストール以外の処理も含むため、どこで分けるかは人の判断が必要です。`,
  'failure-swallowed': ({ line }) =>
    say`${line} 行目の ${'|| true'} により、このステップが成功しているかどうか分かりません。`,
  'shared-with-other-build': ({ path }) => say`${path} は別のビルドでも使われています。`,
  'built-more-often': ({ line, step, rebuilt, rebuiltAfterFix }) =>
    say`${line} 行目の ${shortened(step)} が再ビルドされる回数が、${rebuilt} 回から ${rebuiltAfterFix} 回に増えます。`,
  'after-other-suggestion': ({ rule, line }) =>
    say`${line} 行目の ${rule} の修正案が同じ行を変更します。先にそちらをコミットしてください。`,
  'not-proved': ({ rule }) => say`変更を適用しても ${rule} の指摘が残ります。`,
  'data-may-depend': ({ path }) => say`${path} に依存しているデータや、稼働中の環境があるかもしれません。`,
  'owner-or-mode-changes': ({ path }) => say`${path} にあるファイルの所有者または権限が変わります。`,
  'account-needed': ({ name, line }) =>
    say`${line} 行目のコピーより前に ${name} が存在している必要があります。作成するコマンドを上に移すか、番号で指定してください。`,
  'arguments-change': ({ line }) => say`今は渡っていない ${line} 行目の CMD の語が、プログラムに渡るようになります。`,
  'program-reads-file': ({ path }) => say`実行時に ${path} を読むプログラムがあるかもしれません。`,
  'gone-from-image': ({ paths }) =>
    say`${list(paths, and)} はビルドにもイメージにも渡らなくなります。ビルドのステップやイメージ内のプログラムが読む可能性があります。`,
  'base-unknown': ({ image }) => say`ベースイメージ ${image} の内容が分かりません。`,
  'argument-decides': ({ passed, by, reason }) => {
    const values = list(passed, and);
    const isAny = passed.every((one) => !one.includes('='));
    const open = isAny ? say`${values} に別の値を渡すと` : say`${values} を渡すと`;
    const given = by === null ? open : say`${by} が渡す ${values} では`;
    return reason === 'not-known'
      ? say`${given}、インストールが何を読むのか分かりません。`
      : say`${given}、この変更は正しくありません。`;
  },
  'named-file': ({ path, variable }) =>
    variable === null
      ? say`このステップは ${path} を使いますが、移動先ではまだ存在しません。`
      : say`${variable} が指す ${path} をインストールが読む可能性がありますが、移動先ではまだ存在しません。`,
};
