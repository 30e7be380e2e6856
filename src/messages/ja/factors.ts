import type { Factors } from '../en/factors.ts';

/** 12factor.net の日本語訳による名前。 */
export const factors: Factors = {
  I: 'コードベース',
  II: '依存関係',
  III: '設定',
  IV: 'バックエンドサービス',
  V: 'ビルド、リリース、実行',
  VI: 'プロセス',
  VII: 'ポートバインディング',
  VIII: '並行性',
  IX: '廃棄容易性',
  X: '開発/本番一致',
  XI: 'ログ',
  XII: '管理プロセス',
};
