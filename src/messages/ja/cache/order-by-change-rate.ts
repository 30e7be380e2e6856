import type { Values } from '../../../rules/cache/order-by-change-rate.ts';
import { list, say, type Phrase } from '../../phrase.ts';
import { ruleText } from '../../text.ts';
import { and } from '../terms.ts';

export default ruleText<Values>({
  title: '無関係なステップより上にある、よく変わるコピー',
  sentence: (values) =>
    say`${copied(values)}、${where(values)} ${labels(values.steps)} より上にあるため、コピーされるものが変わるたびに${values.steps.length > 1 ? say`それらが` : say``}再実行されます。読むのは ${list(values.reads, and)} だけです。`,
  why: 'レイヤーは、元になるものが変わらない限りキャッシュから再利用され、変わるとそれ以降がすべて作り直されます。めったに変わらないものは上に、よく変わるものは下に置きます。どちらがどれだけ変わるかは、このリポジトリの履歴から数えています。',
  fine: '今後のコミットがこれまでと違う場合は無視して構いません。たとえば、移してきたばかりの部分や、開発が終わった部分です。コマンドには書かれていない形で、このステップがコピーされるファイルを必要とする場合も同様です。',
  suggestion: ({ steps, passed }) =>
    passed.length > 0
      ? say`先に ${labels(steps)} を実行し、よく変わる部分をその後にします`
      : say`先に ${labels(steps)} を実行し、不要なファイルのコピーはその後にします`,
});

function copied({ copies }: Values): Phrase {
  const [first] = copies;
  const place = say`${first?.line ?? 0} 行目の ${first?.text ?? 'COPY'}`;
  return copies.length > 1 ? say`${place} と後続の ${copies.length - 1} 件のコピーが` : say`${place} が`;
}

function where({ steps }: Values): Phrase {
  return steps.length === 1 ? say`${steps[0]?.line ?? 0} 行目の` : say`${steps[0]?.line ?? 0} 行目以降の`;
}

function labels(steps: Values['steps']): Phrase {
  return list(
    steps.map(({ label }) => label),
    and,
    3,
  );
}
