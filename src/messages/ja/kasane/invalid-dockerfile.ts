import type { ProblemReason } from '../../../dockerfile/model.ts';
import type { Values } from '../../../rules/kasane/invalid-dockerfile.ts';
import { say, type Phrase } from '../../phrase.ts';
import { ruleText } from '../../text.ts';

const reasons: Readonly<Record<ProblemReason, (values: Values) => Phrase>> = {
  'unknown-instruction': ({ word, nearest }) =>
    nearest === null
      ? say`${word} という命令はありません`
      : say`${word} という命令はありません（${nearest} の間違いではありませんか？）`,
  'missing-arguments': ({ word }) => say`${word} の引数が足りません`,
  'instruction-before-from': ({ word }) =>
    say`最初の ${'FROM'} より前に書けるのは ${'ARG'} だけで、${word} は書けません`,
  'unterminated-heredoc': ({ word }) => say`ヒアドキュメント ${word} が終わっていません`,
  'unknown-flag': ({ word }) => say`この命令に ${word} というオプションはありません`,
  'duplicate-flag': ({ word }) => say`オプション ${word} が 2 回指定されています`,
  'flag-needs-value': ({ word }) => say`オプション ${word} には値が必要です`,
  'invalid-flag-value': ({ word }) => say`${word} はオプションの値として正しくありません`,
  'copy-needs-destination': () => say`コピーには、コピー元とコピー先の両方が必要です`,
  'destination-needs-slash': ({ word }) =>
    say`コピー元が複数ある場合、コピー先 ${word} は ${'/'} で終わる必要があります`,
  'onbuild-not-allowed': ({ word }) => say`${word} は ${'ONBUILD'} の後に書けません`,
  'from-arguments': ({ word }) => say`${'FROM'} に書けるのはイメージと ${'AS name'} だけで、${word} は書けません`,
  'invalid-stage-name': ({ word }) =>
    say`${word} はステージ名として使えません。英字で始まり、英数字と ${'-'}、${'_'}、${'.'} だけを含む必要があります`,
  'stage-not-found': ({ word }) => say`これより前に ${word} というステージがありません`,
  'stage-cycle': ({ word }) => say`ステージ ${word} が自分自身を必要としています`,
  'bad-key-value': ({ word }) => say`${word} は ${'NAME=value'} の形になっていません`,
  'shell-needs-json': () => say`${'SHELL'} には ${'["/bin/bash", "-c"]'} のような JSON のリストが必要です`,
  'one-argument-only': ({ word }) => say`${word} の引数は 1 つだけです`,
  'bad-variable': ({ word }) => say`${word} の変数を読み取れません`,
  'empty-image-name': ({ word }) => say`イメージ名 ${word} が空になります`,
  'healthcheck-arguments': ({ word }) =>
    say`${'HEALTHCHECK'} に書けるのは ${'CMD …'} か ${'NONE'} で、${word} は書けません`,
  'invalid-mount': ({ word }) => say`${word} はビルダーの知らないマウントです`,
  'add-flags': ({ word }) => say`${word} は、コピー元が 1 つの URL の場合にだけ使えます`,
  'invalid-directive': ({ word }) => say`${word} はこのディレクティブの値として正しくありません`,
  'json-needs-strings': () => say`JSON のリストに書けるのは文字列だけです`,
  'invalid-image-name': ({ word }) => say`${word} はイメージ名として使えません。イメージ名は小文字で書きます`,
  'copy-from-address': ({ word }) => say`${'COPY'} は ${word} を取得できません。URL を使えるのは ${'ADD'} だけです`,
  'invalid-port': ({ word }) => say`${word} はポート番号、ポートの範囲、プロトコルのどれでもありません`,
  'invalid-signal': ({ word }) => say`${word} はシグナルではありません`,
};

export default ruleText<Values>({
  title: 'BuildKit が受け付けない Dockerfile',
  sentence: (values) => say`${values.line} 行目を BuildKit は受け付けません。${reasons[values.reason](values)}。`,
  why: 'ビルドできないファイルはレビューもできません。直るまで、このファイルについてほかの指摘はしません。',
  fine: 'ビルドの前に別のツールがファイルを埋める場合は問題ありません。その場合は、それと分かる名前（`Dockerfile.template` など）にするか、`paths` で対象から外してください。',
  suggestion: () => null,
});
