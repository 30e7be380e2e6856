import type { Review } from '../en/review.ts';
import { say, words } from '../phrase.ts';

export const review: Review = {
  evidence: ({ commits, rebuilt, rebuiltAfterFix }, fix) =>
    fix
      ? say`直近 ${commits} コミットのうち ${rebuilt} 回でビルドし直されています。下の変更を適用すると ${rebuiltAfterFix} 回で済みます。`
      : say`直近 ${commits} コミットのうち ${rebuilt} 回でビルドし直されています。`,
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
