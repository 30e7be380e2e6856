import type { Content } from '../repository/tree.ts';
import { contentOf } from './content.ts';
import { statusOf, type GitHub } from './github-api.ts';

/** A blob id, or `<commit or branch>:<path>` as git says it. */
type ObjectName = string;

/** Contents of one repository; nothing is asked for twice. */
export interface Contents {
  /** Comes along with the next request. */
  expect(name: ObjectName): void;
  /**
   * In as few requests as they need: GraphQL, a hundred at a time, and REST for what that can't give (cut, not UTF-8) or when it
   * refuses. What could not be had is `unreadable`, `failed`.
   * @param sizes bytes, where known: keeps the answers small
   */
  read(
    names: readonly ObjectName[],
    sizes?: ReadonlyMap<ObjectName, number>,
  ): Promise<ReadonlyMap<ObjectName, Content>>;
  /** Login of the token as GraphQL says it; null when it does not. Costs a request only when nothing was read yet. */
  viewer(): Promise<string | null>;
}

/** Bytes; no list of requirements is longer. */
const maxRequirements = 64 * 1024;

const most = { names: 100, bytes: 4 * 1024 * 1024 };

export function contentsOf(github: GitHub): Contents {
  const known = new Map<ObjectName, Content>();
  const expected = new Set<ObjectName>();
  let login: string | null = null;
  let graphql: 'unasked' | 'answers' | 'refuses' = 'unasked';

  const query = async (names: readonly ObjectName[]): Promise<readonly GraphqlObject[] | null> => {
    if (graphql === 'refuses') return null;
    try {
      const answer = await queryObjects(github, names);
      graphql = 'answers';
      login = answer.viewer?.login ?? null;
      return names.map((_, index) => answer.repository?.[`o${index}`] ?? null);
    } catch {
      graphql = 'refuses';
      return null;
    }
  };

  return {
    expect(name) {
      expected.add(name);
    },
    async read(names, sizes) {
      const asked = names.every((name) => known.has(name)) ? [] : [...expected, ...names];
      const missing = [...new Set(asked)].filter((name) => !known.has(name));
      for (const batch of batches(missing, sizes ?? new Map())) {
        const objects = await query(batch);
        for (const [index, name] of batch.entries()) {
          known.set(name, contentOfObject(objects?.[index], name) ?? (await readAlone(github, name)));
        }
      }
      return new Map(names.map((name) => [name, known.get(name) ?? { kind: 'absent' }]));
    },
    async viewer() {
      if (graphql === 'unasked') await query([]);
      return login;
    },
  };
}

function* batches(
  names: readonly ObjectName[],
  sizes: ReadonlyMap<ObjectName, number>,
): Iterable<readonly ObjectName[]> {
  let batch: ObjectName[] = [];
  let bytes = 0;
  for (const name of names) {
    const size = sizes.get(name) ?? 0;
    if (batch.length === most.names || (batch.length > 0 && bytes + size > most.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(name);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** Null: no such object, or not a file. */
type GraphqlObject = {
  readonly text?: string | null;
  readonly isBinary?: boolean | null;
  readonly isTruncated?: boolean;
  readonly byteSize?: number;
} | null;

interface Answer {
  readonly viewer: { readonly login: string } | null;
  readonly repository: Readonly<Record<string, GraphqlObject>> | null;
}

function queryObjects(github: GitHub, names: readonly ObjectName[]): Promise<Answer> {
  const { owner, repo, graphqlUrl } = github;
  const variables = names.map((name, index) => `$n${index}:${isId(name) ? 'GitObjectID' : 'String'}!`);
  const objects = names.map(
    (name, index) => `o${index}:object(${isId(name) ? 'oid' : 'expression'}:$n${index}){...file}`,
  );
  const repository = `repository(owner:$owner,name:$name){${objects.join(' ') || 'id'}}`;
  const fragment = names.length > 0 ? ' fragment file on Blob{text isBinary isTruncated byteSize}' : '';
  return github.reads.graphql.defaults({ url: graphqlUrl })<Answer>(
    `query(${['$owner:String!', '$name:String!', ...variables].join(',')}){viewer{login} ${repository}}${fragment}`,
    { owner, name: repo, ...Object.fromEntries(names.map((name, index) => [`n${index}`, name])) },
  );
}

/** Undefined: REST has to say. */
function contentOfObject(object: GraphqlObject | undefined, name: ObjectName): Content | undefined {
  if (object === undefined) return undefined;
  if (object === null) return isId(name) ? undefined : { kind: 'absent' };
  const { text, isBinary, isTruncated, byteSize } = object;
  // Small ones may be text in UTF-16, which only the bytes can say.
  if (isBinary === true && (byteSize ?? maxRequirements) >= maxRequirements)
    return { kind: 'unreadable', reason: 'binary' };
  if (isBinary === true) return undefined;
  if (typeof text !== 'string' || isTruncated === true) return undefined;
  // GitHub turns other encodings into UTF-8 and may drop a byte order mark: then the bytes differ, and we want them as they are.
  return byteSize === Buffer.byteLength(text) ? contentOf(Buffer.from(text)) : undefined;
}

async function readAlone(github: GitHub, name: ObjectName): Promise<Content> {
  const { owner, repo } = github;
  const colon = name.indexOf(':');
  try {
    const { data } = isId(name)
      ? await github.reads.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', { owner, repo, file_sha: name })
      : await github.reads.request('GET /repos/{owner}/{repo}/contents/{path}', {
          owner,
          repo,
          ref: name.slice(0, colon),
          path: name.slice(colon + 1),
        });
    if (Array.isArray(data) || !('content' in data) || typeof data.content !== 'string') {
      return { kind: 'unreadable', reason: 'directory' };
    }
    return contentOf(Buffer.from(data.content, 'base64'));
  } catch (error) {
    return statusOf(error) === 404 && !isId(name) ? { kind: 'absent' } : { kind: 'unreadable', reason: 'failed' };
  }
}

function isId(name: ObjectName): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name);
}
