import type { Text } from '../en/text.ts';
import { say } from '../phrase.ts';

export const text: Text = {
  safe: (what) => say`${what}（安全と確認済み。${'kasane fix'} でパッチを出力できます）`,
  personDecides: '人の判断が必要です。',
  linesCut: (count) => `ほか ${count} 行`,
  notChecked: '未確認',
  found: (counts, files) => `${files}に${counts}`,
  nothing: (files) => `${files}に指摘はありません`,
  noDockerfiles: 'Dockerfile が見つかりません。',
  incomplete: (count) => `未確認のファイル ${count} 個`,
  outOfScope: (count) => `対象外 ${count} 件`,
  ignored: (count) => `無視 ${count} 件`,
  explain: (rule) => say`詳しくは ${`kasane explain ${rule}`} をご覧ください。`,
};
