import type { PipDoubt } from '../../../ecosystems/pip.ts';
import type { TextsByKind } from '../../by-kind.ts';
import { say } from '../../phrase.ts';

const texts: TextsByKind<PipDoubt> = {
  'pip/local-project': ({ path, target }) =>
    path === ''
      ? say`インストールはローカルプロジェクト ${target} をビルドするため、そのソースが必要です。`
      : say`${path} がローカルプロジェクト ${target} を指定しており、インストールにそのソースが必要です。`,
  'pip/variable-path': ({ path, text }) => say`${path} のパスが変数に依存しています: ${text}。`,
  'pip/dynamic-dependencies': ({ path }) =>
    say`${path} の依存関係はビルドによって求められ、ほかのファイルを読む可能性があります。`,
  'pip/setting-names-file': ({ variable, value }) => say`変数 ${variable} により、インストールは ${value} を読みます。`,
};
export default texts;
