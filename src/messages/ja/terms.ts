import type { Terms } from '../en/terms.ts';
import { code, say, type Phrase } from '../phrase.ts';

export const and = { separator: '、', last: '、', more: (count: number): string => `ほか ${count} 件` };

export function directory(path: string): Phrase {
  return path === '' ? say`${'.'}（ルート）` : [code(path)];
}

export const terms: Terms = {
  severity: { error: 'エラー', warning: '警告', notice: '注意' },
  Severity: { error: 'エラー', warning: '警告', notice: '注意' },
  counts: {
    error: (count) => `エラー ${count} 件`,
    warning: (count) => `警告 ${count} 件`,
    notice: (count) => `注意 ${count} 件`,
  },
  files: (count) => `Dockerfile ${count} 個`,
  failOn: { error: 'エラー', warning: '警告', notice: '注意', never: 'なし' },
  notChecked: '未確認',
  separator: '、',
  gap: '',
  stop: '。',
  colon: '：',
};
