import type { Review } from '../en/review.ts';
import type { Evidence } from '../../findings/evidence.ts';
import { say, shortened, words } from '../phrase.ts';
import { replay } from './replay.ts';

function cause({ group, commits }: Evidence['causes'][number]): string {
  return `${replay.groups[group]} ${commits}`;
}

export const review: Review = {
  evidence: ({ commits, rebuilt, rebuiltAfterFix, isExact, step, causes }) => {
    const why = causes.length > 0 ? say`(${words(causes.map(cause).join('、'))})` : [];
    const least = isExact ? [] : words('少なくとも ');
    const often = say`直近 ${commits} コミットのうち${least.length > 0 ? [] : words(' ')}${least}${rebuilt} 回、${shortened(step)} がビルドし直されています${why}。`;
    if (rebuiltAfterFix === null) return often;
    return say`${often}変更案を適用すると${isExact ? words(' ') : words('多くても ')}${rebuiltAfterFix} 回で済みます。`;
  },
  history: 'コミットごとの結果',
  historyToday: '現在',
  historyAfter: '変更案を適用した場合',
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
