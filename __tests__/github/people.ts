/** Who writes. */

export interface Person {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot';
}

/** The identity of every GITHUB_TOKEN; GraphQL calls it `github-actions`, without the suffix. */
export const actionsBot: Person = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' };

/** A person or, by the suffix `[bot]`, an app; the id follows from the login. */
export function person(login: string): Person {
  if (login === actionsBot.login) return actionsBot;
  const id = Buffer.from(login).reduce((sum, byte) => (sum * 31 + byte) % 90_000_000, 7);
  return { login, id: 1000 + id, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}
