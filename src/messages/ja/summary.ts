import type { Summary } from '../en/summary.ts';
import { say, words } from '../phrase.ts';

export const summary: Summary = {
  title: 'Dockerfile レビュー',
  verdict: {
    failureByFindings: (counts, failOn) => `**不合格**: ${counts}。「${failOn}」以上の指摘があるとジョブは失敗します。`,
    failureByIncomplete: (counts, files) =>
      `**不合格**: 確認できなかったファイルが ${files} 個あるため、合格とはみなせません。そのほか: ${counts}。`,
    neutral: (counts) => `**合格（指摘あり）**: ${counts}。いずれもジョブを失敗させる重要度には達していません。`,
    success: '**合格**: 指摘はありません。',
  },
  noFindings: '指摘なし',
  nothingToReview:
    'レビューの対象はありません。この変更は、Dockerfile とそのビルドに使われるファイルに触れていません。',
  configurationChange: (path) =>
    say`この変更は ${path} を編集しています。上の結果はベースブランチの設定によるもので、新しい設定はマージ後に有効になります。`,
  showConfiguration: '設定の変更内容',
  incomplete: '確認できなかったもの',
  wholeChange: '変更全体',
  incompleteColumns: { file: 'ファイル', reason: '理由' },
  findings: '指摘',
  findingColumns: { lines: '行', level: '重要度', rule: 'ルール', what: '内容', change: '変更案' },
  builtFrom: (context, how) => say`ビルドコンテキスト: ${context}（${how}）`,
  contextFrom: {
    said: (place) => say`${place} による`,
    sources: words('コピーするファイルがすべて揃う唯一の場所'),
    root: words('ルートにあり、ほかに指定がないため'),
    configuration: words('設定による'),
    'command-line': words('コマンドラインの指定による'),
  },
  contextUnknown: words('ビルドコンテキスト: 不明'),
  fix: { safe: '安全と確認済み', unsafe: '要判断', none: '手作業' },
  cut: (counts, file) => say`長さの都合で省略した指摘: ${words(counts)}。すべての指摘は ${file} にあります。`,
  moreRows: (count) => `ほか ${count} 件`,
  outOfScope: (count) =>
    `ほかに対象外の指摘が ${count} 件あります（以前からあったもの、または変更のないファイルのもの）。結果には影響しません。`,
  ignores: '有効な無視コメント',
  ignoreColumns: { place: '場所', rules: 'ルール', reason: '理由', findings: '抑えている指摘' },
  noReason: '理由の記載なし',
  checked: '確認したファイル',
  fileColumns: { file: 'ファイル', context: 'ビルドコンテキスト', ecosystems: 'エコシステム', stages: 'ステージ' },
  next: '次にすること',
  nextCommit: (count) =>
    `安全と確かめられた変更案が ${count} 件あります。レビューの提案をコミットするか、\`kasane fix --write\` を実行してください。`,
  nextDecide: (count) => `人の判断が必要な変更案が ${count} 件あります。理由はコメントと JSON ファイルにあります。`,
  nextIgnore: words('問題のない指摘は、命令の上に `# kasane ignore=RULE 理由` と書くと無視できます。'),
  nextIncomplete: words('確認できなかったファイルは、読み取れるようにするか、`paths` で対象から外してください。'),
};
