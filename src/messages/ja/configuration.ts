import type { ConfigurationProblem, Expected } from '../../findings/configuration.ts';
import type { TextsByKind } from '../by-kind.ts';
import { list, say, words, type Phrase } from '../phrase.ts';

const or = { separator: '、', last: '、', more: (count: number): string => `ほか ${count} 件` };

const expected: Record<Expected, string> = {
  mapping: 'キーと値（`key: value`）',
  list: 'リスト（`- item`）',
  text: '文字列',
  'severity-or-mapping': '重大度、またはキーと値（`severity: notice`）',
};

const meant = (nearest: string | null): Phrase => (nearest === null ? [] : say`${nearest} の間違いではありませんか？`);

export const configuration: TextsByKind<ConfigurationProblem> = {
  syntax: ({ detail }) => say`YAML として正しくありません: ${detail}`,
  'too-large': ({ limit }) => say`ファイルが ${limit} 文字を超えています。`,
  alias: ({ name }) => say`エイリアスは使えません。${`*${name}`} の内容をそのまま書いてください。`,
  'duplicate-key': ({ key }) => say`キー ${key} が 2 回書かれています。どちらか一方にしてください。`,
  'unknown-key': ({ key, nearest }) => say`${key} というキーはありません。${meant(nearest)}`,
  'action-input': ({ key }) => say`${key} はアクションの入力です。ワークフローの \`with:\` で指定してください。`,
  'unknown-rule': ({ rule, nearest }) => say`${rule} というルールはありません。${meant(nearest)}`,
  'wrong-type': ({ key, expected: type }) =>
    key === ''
      ? words(`ファイルには${expected[type]}を書いてください。`)
      : say`${key} には${words(expected[type])}を書いてください。`,
  'wrong-value': ({ key, value, allowed, nearest }) =>
    say`${key} に ${value} は指定できません。指定できるのは ${list(allowed, or, allowed.length)} です。${meant(nearest)}`,
  'missing-key': ({ key, within }) => say`${within} の項目に ${key} がありません。追加してください。`,
  'bad-path': ({ path }) =>
    say`${path} はリポジトリ内のパスではありません。リポジトリのルートからの相対パスで書いてください。`,
};
