import type { Values } from '../../../rules/logs/redirected-to-file.ts';
import { say } from '../../phrase.ts';
import { ruleText } from '../../text.ts';

export default ruleText<Values>({
  title: 'シェルによる標準出力のファイルへのリダイレクト',
  sentence({ program, file, how }) {
    if (how === 'tee')
      return say`${program} の出力が ${'tee'} で ${file} にも書かれます。ファイルはコンテナの中で増え続けてコンテナとともに失われ、パイプのせいで ${program} の手前にシェルが残ります。`;
    if (how === 'script')
      return say`${'script'} が実行中の出力をすべて ${file} に写します。ファイルはコンテナの中で増え続け、コンテナとともに失われます。`;
    if (how === 'split')
      return say`${program} の出力が ${file} にも書かれます。ファイルはコンテナの中で増え続け、コンテナとともに失われます。`;
    if (how === 'exec')
      return say`ここから先、スクリプトと ${program} の出力は ${file} に書かれます。ログはコンテナの中に残ってコンテナとともに失われ、コンテナ自体のログは空になります。`;
    return say`シェルが ${program} の出力を ${file} に送っています。ログはコンテナの中に残ってコンテナとともに失われ、コンテナ自体のログは空になります。`;
  },
  why:
    'ログをファイルに書くと、コンテナが状態を持ちます。コンテナが入れ替わると、そのログも失われます（L1）。Twelve-Factor ではログをストリームとして扱います（XI）。' +
    'プログラムは標準出力に書くだけにし、収集、保存、ローテーションはコンテナを動かす側に任せます。',
  fine: 'ファイルそのものがプログラムの成果物（ダンプ、レポートなど）である場合や、コンテナのログを読めない外部の仕組みが、マウント越しにこのファイルを必要とする場合は問題ありません。',
  suggestion: ({ program }) => say`${program} の出力をコンテナの標準出力に流します`,
});
