import type { Values } from '../../../rules/kasane/ignore-without-reason.ts';
import { list, say } from '../../phrase.ts';
import { ruleText } from '../../text.ts';
import { and } from '../terms.ts';

export default ruleText<Values>({
  title: '理由のない ignore',
  sentence: ({ rules }) =>
    say`この ${list(rules, and)} の ignore は効いていますが、理由がありません。ルールの後ろに理由を書いてください。`,
  why: '理由がないと、来年このファイルを読む人には、それが判断なのか、チェックを避けただけなのかが分かりません。短い一文で十分です。レビューのサマリーに毎回表示されます。',
  fine: '理由は、ignore の中でほかの人がいちばん必要とする部分です。長く書かずにおくのは避けましょう。',
  suggestion: () => null,
});
