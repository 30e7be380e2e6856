import type { Values } from '../../../rules/cache/unused-files-in-copy.ts';
import { list, say } from '../../phrase.ts';
import { ruleText } from '../../text.ts';
import { and } from '../terms.ts';

export default ruleText<Values>({
  title: '広いコピーに含まれる、ビルドに不要なファイル',
  sentence: ({ copy, isMount, files, step }) =>
    say`${copy.line} 行目の ${copy.text} は、どのステップからも参照されない ${list(files, and)} まで${isMount ? say`マウントする` : say`取り込む`}ため、それだけが変わっても ${step.line} 行目の ${step.label} が再実行されます。`,
  why: 'コピーは、含まれるファイルが一つでも変わるとやり直され、それより下のレイヤーもすべて作り直されます。ホスティング、エディター、Compose の設定は、プログラムには影響しません。ignore ファイルに書いてビルドコンテキストから除外すれば、それだけの変更はビルドに影響しなくなります。',
  fine: 'ビルドのステップ、イメージ内のプログラムやスクリプト、あるいはイメージ内で実行するテストが、これらのファイルを読む場合は無視して構いません。',
  suggestion: () => say`ビルドコンテキストから除外します`,
});
