/** Every REST endpoint that the stand-in knows. */

import { userJson } from '../json/users.ts';
import { forbidden } from '../refusal.ts';
import { gitRoutes } from './git.ts';
import { pullRoutes } from './pulls.ts';
import { ok, type Route } from './route.ts';

export const routes: readonly Route[] = [
  ...gitRoutes,
  ...pullRoutes,
  {
    method: 'GET',
    path: '/user',
    needs: {},
    answer: ({ state }) => {
      // An installation token has no user.
      if (state.viewer.type === 'Bot') throw forbidden();
      const date = '2026-01-05T09:00:00Z';
      const counts = { public_repos: 1, public_gists: 0, followers: 0, following: 0 };
      const profile = { name: null, company: null, blog: null, location: null, email: null, hireable: null, bio: null };
      return ok({ ...userJson(state, state.viewer), ...profile, ...counts, created_at: date, updated_at: date });
    },
  },
];

const patterns = routes.map((route) => ({ route, pattern: patternOf(route.path) }));

/** The endpoint for a path, with the named parts decoded. */
export function routeFor(method: string, path: string): { route: Route; params: Record<string, string> } | undefined {
  for (const { route, pattern } of patterns) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (match === null) continue;
    const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { route, params: Object.fromEntries(params) };
  }
  return undefined;
}

function patternOf(path: string): RegExp {
  const slashes: Record<string, string> = { path: '.*', ref: '.+', basehead: '.+' };
  return new RegExp(
    `^${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${slashes[name] ?? '[^/]+'})`)}$`,
  );
}
