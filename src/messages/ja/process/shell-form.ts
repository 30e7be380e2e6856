import type { Values } from '../../../rules/process/shell-form.ts';
import { say, words } from '../../phrase.ts';
import { ruleText } from '../../text.ts';

const shells = {
  dash: 'dash',
  bash: 'bash',
  busybox: 'busybox',
  windows: 'シェル',
  other: 'シェル',
  unknown: 'シェル',
};

export default ruleText<Values>({
  title: 'プログラムの手前に残るシェル',
  sentence(values) {
    if (values.kind === 'ignores-cmd')
      return say`ENTRYPOINT がシェル形式なので CMD は渡りません。${values.line} 行目の ${values.command} は無視されます。`;
    if (values.kind === 'arguments')
      return say`この CMD はシェル形式なので、${values.program} には ${'/bin/sh'}、${'-c'} とコマンド全体が引数として渡ります。`;
    const { instruction, program, shell, base } = values;
    return shell === 'unknown'
      ? say`${instruction} はシェル経由で ${program} を起動します。${base} のシェルが置き換わらない限り、SIGTERM は ${program} に届きません。`
      : say`${instruction} はシェル経由で ${program} を起動し、${words(shells[shell])} がプロセス 1 として手前に残ります。SIGTERM は ${program} に届かず、猶予時間が過ぎると強制終了されます。`;
  },
  why:
    'コンテナは使い捨てにでき、必要に応じて増やせるように作ります（P3）。Twelve-Factor の「廃棄容易性」（IX）も、SIGTERM を受けて正しく終了することを求めています。' +
    'プロセス 1 のシェルは SIGTERM のハンドラーを持たないため、カーネルがシグナルを捨てます。猶予時間が過ぎると、シェルとプログラムはまとめて強制終了されます。' +
    '`tini` や `init: true` では解決しません。シェルだけがすぐに終わり、プログラムも道連れになります。',
  fine:
    '処理中のリクエスト、トランザクション、書きかけのファイルなど、終わらせるべきものがないプログラムなら問題ありません。プログラムのあとに仕事がある場合や、シェル自身がシグナルを渡す場合' +
    "（`trap 'kill $pid' TERM; app & wait`。これは報告しません）も同じです。",
  suggestion(values) {
    if (values.kind === 'arguments') return null;
    return values.kind === 'ignores-cmd'
      ? say`シェルを使わずに起動し、CMD の語がプログラムに渡るようにします`
      : say`${values.program} がシェルと置き換わるようにします`;
  },
});
