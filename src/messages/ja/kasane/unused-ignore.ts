import type { Unused } from '../../../findings/ignores.ts';
import type { Values } from '../../../rules/kasane/unused-ignore.ts';
import { say, type Phrase } from '../../phrase.ts';
import { ruleText } from '../../text.ts';

const becauses: Readonly<Record<Unused, (values: Values) => Phrase>> = {
  'no-finding': ({ rule }) =>
    say`この ignore は何も無視していません。${rule} の指摘はもうないため、この行は削除できます。`,
  'unknown-rule': ({ rule, nearest }) =>
    nearest === null
      ? say`この ignore は効いていません。${rule} というルールはありません。`
      : say`この ignore は効いていません。${rule} というルールはありません（${nearest} の間違いではありませんか？）。`,
  'not-above-instruction': ({ rule }) =>
    say`この ${rule} の ignore は効いていません。対象のすぐ上に、空行を挟まずに書く必要があります。`,
  'not-at-top': ({ rule }) =>
    say`この ${rule} の ignore は効いていません。${'ignore-file'} は最初の命令より前に書く必要があります。`,
  'switched-off': ({ rule }) =>
    rule === ''
      ? say`この ignore は効いていません。設定ファイルで ${'inline-ignores: false'} が指定されています。`
      : say`この ${rule} の ignore は効いていません。設定ファイルで ${'inline-ignores: false'} が指定されています。`,
  'not-understood': () => say`この ignore は効いていません。${'# kasane ignore=RULE reason'} の形で書かれていません。`,
};

export default ruleText<Values>({
  title: '効いていない ignore',
  sentence: (values) => becauses[values.because](values),
  why: '何も無視していない ignore は、まだ有効な判断のように見えます。そのまま残すと、後から生じた指摘を黙って隠してしまいます。',
  fine: '多くのイメージで共有するテンプレートから作られたファイルであれば、先頭に `# kasane ignore-file=kasane/unused-ignore 理由` と書いてください。',
  suggestion: () => null,
});
