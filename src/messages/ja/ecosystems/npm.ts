import type { NpmDoubt } from '../../../ecosystems/npm.ts';
import type { TextsByKind } from '../../by-kind.ts';
import { say } from '../../phrase.ts';

const texts: TextsByKind<NpmDoubt> = {
  'npm/lifecycle-script': ({ path, script, command }) =>
    say`${path} の ${script} スクリプト（${command}）がインストール時に実行されるため、まだコピーされていないファイルが必要かもしれません。`,
  'npm/local-dependency': ({ name, target }) =>
    say`依存ライブラリ ${name} はローカルパッケージ ${target} で、インストールにそのファイルが必要です。`,
  'npm/native-build': ({ path }) =>
    say`${path} により、インストール時にこのパッケージ自身のソースがコンパイルされます。`,
  'npm/prisma-schema': ({ path }) =>
    say`Prisma はインストール時に ${path} からクライアントを生成します。先にコピーする必要があり、生成結果も残らなければなりません。`,
  'npm/lock-missing': ({ path }) =>
    say`${path} がビルドコンテキストにないため、キャッシュされたインストールは当時のバージョンのままになります。`,
  'npm/lock-out-of-step': ({ path, name }) => say`${path} とマニフェストで ${name} の指定が一致していません。`,
  'npm/lock-rewritten': ({ path }) =>
    say`この npm は ${path} を新しい形式に書き換えますが、後のコピーで元の形式に戻ります。`,
  'npm/member-programs': ({ path }) =>
    say`ワークスペースのメンバー（${path}）にはプログラム（${'bin'}）があり、npm はインストール時にそのファイルがある場合だけリンクします。`,
  'npm/member-unreadable': ({ path }) => say`ワークスペースのメンバーの ${path} を読み取れませんでした。`,
  'npm/inside-workspace': ({ path }) =>
    say`このディレクトリは ${path} のワークスペースに含まれており、npm はそのワークスペース全体に対してインストールします。`,
  'npm/setting-names-file': ({ path, setting }) =>
    say`${path} の ${setting} が、インストール時に読むファイルを指定しています。`,
};
export default texts;
