import type { Values } from '../../../rules/filesystem/copied-twice-by-chown.ts';
import { list, say, type Phrase } from '../../phrase.ts';
import { ruleText } from '../../text.ts';
import { and } from '../terms.ts';

export default ruleText<Values>({
  title: '再帰的な chown・chmod で二重に保存されるファイル',
  sentence: ({ command, program, paths, from, bytes }) =>
    say`${command} により、${list(paths, and)} のファイル${size(bytes)}が二重に保存されます。${program === 'chmod' ? say`権限` : say`所有者`}を変えると、${source(from)}が追加したファイルが、このステップのレイヤーにもう一度丸ごとコピーされるためです。`,
  why: '命令ごとにレイヤーが作られ、一度作られたレイヤーは変わりません。前のレイヤーにあるファイルの所有者や権限を変えると、ファイル全体が新しいレイヤーにコピーされます。イメージには両方が残り、プッシュやプルのたびに両方が転送されます。`COPY --chown` や `COPY --chmod` を使えば、ファイルを書き込むときに設定できます。',
  fine: 'ファイルが少なく小さい場合や、捨てられるステージの場合は問題ありません。ほかのステップが作ったファイルも同じ所有者にする必要がある場合は、プログラムが書き込むディレクトリだけを変更すれば足りることがよくあります。',
  suggestion: ({ program }) =>
    say`コピーするときに${program === 'chmod' ? say`権限` : say`所有者`}を設定し、後からはディレクトリだけを変更します`,
});

const size = (bytes: number | null): Phrase => (bytes === null ? [] : say`（${mebibytes(bytes)}）`);

function mebibytes(bytes: number): Phrase {
  const value = bytes / (1024 * 1024);
  return [`${value < 10 ? value.toFixed(1) : Math.round(value)} MiB`];
}

function source(from: Values['from']): Phrase {
  const [first] = from;
  if (!first) return [];
  const more = from.length - 1;
  const rest: Phrase = more === 0 ? [] : [`ほか ${more} ステップ`];
  return say`${first.line} 行目の ${first.instruction}${rest} `;
}
