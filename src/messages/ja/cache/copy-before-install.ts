import type { Values } from '../../../rules/cache/copy-before-install.ts';
import { list, say, type Phrase } from '../../phrase.ts';
import { ruleText } from '../../text.ts';
import { and } from '../terms.ts';

export default ruleText<Values>({
  title: 'コードをコピーした後の依存ライブラリのインストール',
  sentence: (values) => say`${brings(values)}、${again(values)}${only(values)}`,
  why: 'レイヤーは、元になるものが変わらない限りキャッシュから再利用され、変わるとそれ以降がすべて作り直されます。コードはコミットのたびに変わりますが、依存ライブラリはめったに変わりません。マニフェストだけを先にコピーし、残りをインストールの後にコピーすれば、マニフェストが変わるまでインストールはキャッシュされたままです。',
  fine: '何も節約できない場合は無視して構いません。たとえば、コピーするファイルがマニフェストと一緒にしか変わらない場合や、常にキャッシュなしでビルドする場合です。インストール時に動くスクリプトなど、インストール自体がコードを必要とする場合も同様です。',
  suggestion: ({ needsCode, where }) =>
    where === 'mount'
      ? say`インストールが読むものだけをマウントします`
      : needsCode
        ? say`先に依存ライブラリをインストールしてから、残りをコピーします`
        : say`マニフェストをコピーし、インストールしてから、残りをコピーします`,
});

function brings({ copies, code, where }: Values): Phrase {
  const [first] = copies;
  const text = first?.text ?? 'COPY';
  const place =
    where === 'parent' ? say`${first?.line ?? 0} 行目（元になるステージ）の` : say`${first?.line ?? 0} 行目の`;
  if (where === 'onbuild') return say`${place} ${text} は、このイメージを元にするビルドのコードを取り込むため`;
  const more = copies.length > 1 ? say` と後続の ${copies.length - 1} 件のコピーは` : say` は`;
  if (!code) return say`${place} ${text}${more}コードを取り込むため`;
  return code.count === 1
    ? say`${place} ${text}${more} ${code.example} を取り込むため`
    : say`${place} ${text}${more}、マニフェスト以外に ${code.count} 個のファイル（${code.example} など）を取り込むため`;
}

function again({ installs, code, where }: Values): Phrase {
  const [first] = installs;
  const names = list(
    installs.map(({ label }) => label),
    and,
    3,
  );
  const lines = installs.length === 1 ? say`${first?.line ?? 0} 行目の ` : say`${first?.line ?? 0} 行目以降の `;
  const change = code && code.count > 1 ? say`そのどれかが変わるたびに` : say`それが変わるたびに`;
  return say`${change} ${where === 'mount' ? say`` : lines}${names} が再実行されます`;
}

function only({ manifests, needsCode }: Values): Phrase {
  if (needsCode) return say`。依存ライブラリもすべて入れ直しになります。`;
  return manifests.length === 0 ? say`。` : say`。読むのは ${list(manifests, and)} だけです。`;
}
