import type { Review } from '../en/review.ts';
import type { Evidence } from '../../findings/evidence.ts';
import { list, say, shortened, words } from '../phrase.ts';
import { replay } from './replay.ts';
import { and } from './terms.ts';

function cause({ group, commits }: Evidence['causes'][number]): string {
  return `${replay.groups[group]} ${commits}`;
}

export const review: Review = {
  evidence: (evidence, { commands, added }) => {
    const { commits, rebuilt, rebuiltAfterFix, isExact, step, causes, notKept, strip } = evidence;
    const kept = notKept
      ? say`${`${notKept.path}:${notKept.line}`} のキャッシュには最終イメージしか残らないため、このステージは毎回再ビルドされます。${'mode=max'} にするとすべて残ります。`
      : [];
    const saved = rebuilt - (rebuiltAfterFix ?? 0);
    const isCommand = commands.length > 0;
    const what = isCommand
      ? list(
          commands.map((one) => [shortened(one)]),
          and,
        )
      : [shortened(step)];
    const isKnown = ![...strip].includes('unknown');
    if (rebuilt === 0)
      return isKnown
        ? say`直近 ${commits} コミットには、${what} の${words(isCommand ? '再実行' : '再ビルド')}が必要になるものはありません。${kept}`
        : say`直近 ${commits} コミットで ${what} が${words(isCommand ? '再実行' : '再ビルド')}されるかどうかは、ビルドしてみないと分かりません。${kept}`;
    const why = causes.length > 0 ? say`（${words(causes.map(cause).join('、'))}）` : [];
    const least = isKnown ? words(' ') : words('少なくとも ');
    const often = say`直近 ${commits} コミットのうち${least}${rebuilt} 回は、${what} が${words(isCommand ? '再実行' : '再ビルド')}されます${why}。`;
    if (rebuiltAfterFix === null) return say`${often}${kept}`;
    if (!isExact)
      return saved > 0
        ? say`${often}変更案を適用すると、少なくとも ${saved} 回を減らせます。${kept}`
        : say`${often}変更案でどれだけ減るかは、ビルドしてみないと分かりません。${kept}`;
    if (added !== null)
      return say`${often}変更案を適用すると、新しいステップの ${shortened(added)} は ${rebuiltAfterFix} 回です。${kept}`;
    return rebuiltAfterFix < rebuilt
      ? say`${often}変更案を適用すると ${rebuiltAfterFix} 回で済みます。${kept}`
      : say`${often}変更案を適用しても ${rebuiltAfterFix} 回です。${kept}`;
  },
  history: 'コミットごとの結果',
  historyToday: (counts) => `現在: ${counts}`,
  historyAfter: (counts) => `変更案の適用後: ${counts}`,
  historyAdded: (counts) => `変更案の適用後の新しいステップ: ${counts}`,
  historyBoth: (counts) => `現在も変更案の適用後も: ${counts}`,
  seenFrom: (dockerfile) => say`${dockerfile} から起動される処理をたどって見つけました。`,
  suggestion: words('変更案'),
  personDecides: '次の理由から、適用してよいかは人の判断が必要です。',
  tooLong: words('変更が長いため、ここには表示していません。`kasane fix` で確認できます。'),
  linesCut: (count) => `ほか ${count} 行。\`kasane fix\` で全体を確認できます。`,
  showDiff: (lines) => `変更案（${lines} 行）`,
  more: (count) => say`ほかに ${count} 件の理由があります。`,
  details: '理由・問題ない場合・無視する方法',
  why: '理由',
  fine: '問題ない場合',
  ignore: '無視する方法',
  ignoreHow: words('命令の上に、理由を添えて次のコメントを書いてください。'),
  ignoreReason: '理由',
  guidance: 'ガイド',
  factors: 'The Twelve-Factor App',
};
