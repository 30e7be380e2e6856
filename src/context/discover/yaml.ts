import type { Document, Node, YAMLParseError } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, visit } from 'yaml';

/**
 * A YAML (or JSON) file as texts with their places: every scalar is the text that stands there, aliases and merge keys (`<<`) are followed.
 * Nothing is expanded before it is asked for, so a file of aliases costs nothing.
 */
export interface Yaml {
  /** 1-based; that of the key it belongs to. */
  readonly line: number;
  /** Null: a list or a map. An empty value is `''`. */
  readonly text: string | null;
  get(key: string): Yaml | undefined;
  /** Empty for what is no map. */
  entries(): readonly (readonly [string, Yaml])[];
  /** Empty for what is no list. */
  items(): readonly Yaml[];
}

export type YamlFile =
  | { readonly kind: 'read'; readonly root: Yaml }
  | { readonly kind: 'broken'; readonly detail: string; readonly line: number };

/** Longer files are data, not settings that people write. */
const longest = 512 * 1024;
/** Maps merged into one. */
const mostMerges = 50;

/** How often a file is read again with a line moved to the right. */
const mostRepairs = 10;

/** The first document of the file. */
export function readYaml(text: string): YamlFile {
  if (text.length > longest) return { kind: 'broken', detail: 'too long', line: 1 };
  let file = parse(text);
  let repaired = text;
  for (let times = 0; times < mostRepairs && 'problem' in file; times += 1) {
    const moved = indentClosingQuote(repaired, file.problem);
    if (moved === null) break;
    repaired = moved;
    file = parse(repaired);
  }
  if (!('problem' in file))
    return { kind: 'read', root: wrap(file.document?.contents ?? null, new Anchors(file.document), file.lines, 1) };
  const { message, pos } = file.problem;
  return { kind: 'broken', detail: message, line: file.lines.linePos(pos[0]).line };
}

type Problem = Pick<YAMLParseError, 'code' | 'message' | 'pos'>;
type Parsed = { readonly lines: LineCounter } & (
  | { readonly document: Document | undefined }
  | { readonly problem: Problem }
);

function parse(text: string): Parsed {
  const lines = new LineCounter();
  try {
    const all = parseAllDocuments(text, {
      schema: 'failsafe',
      uniqueKeys: false,
      lineCounter: lines,
      logLevel: 'silent',
      prettyErrors: false,
    });
    const document = Array.isArray(all) ? all[0] : undefined;
    const problem = document?.errors[0];
    return problem ? { lines, problem } : { lines, document };
  } catch (error) {
    // Nested too deep for the stack.
    const message = error instanceof Error ? error.message : 'unreadable';
    return { lines, problem: { code: 'IMPOSSIBLE', message, pos: [0, 0] } };
  }
}

/**
 * A quoted text may go on in a line that stands further left than YAML 1.2 allows, to GitHub and to Compose. White space inside such a text is folded, so
 * the line can be moved to the right. Null: something else is wrong.
 */
function indentClosingQuote(text: string, { code, message, pos }: Problem): string | null {
  if (code !== 'MISSING_CHAR' || !/quote/.test(message)) return null;
  const start = text.slice(pos[0]).search(/\S/);
  if (start < 0 || !text.slice(pos[0], pos[0] + start).includes('\n')) return null;
  return `${text.slice(0, pos[0] + start)}${' '.repeat(40)}${text.slice(pos[0] + start)}`;
}

/** What an alias stands for. Once for the whole file: yaml's own `resolve` looks through all of it for each alias. */
class Anchors {
  readonly #byName = new Map<string, (readonly [number, Node])[]>();

  constructor(document: Document | undefined) {
    if (!document) return;
    visit(document, {
      Value: (_, node) => {
        if (node.anchor === undefined) return;
        const known = this.#byName.get(node.anchor);
        const entry = [node.range?.[0] ?? 0, node] as const;
        if (known) known.push(entry);
        else this.#byName.set(node.anchor, [entry]);
      },
    });
  }

  /** The map, list or scalar itself; null for an alias of nothing. A name may be given again: the last one above the alias counts. */
  follow(written: unknown): Node | null {
    if (isAlias(written)) {
      const place = written.range?.[0] ?? 0;
      return this.#byName.get(written.source)?.findLast(([start]) => start < place)?.[1] ?? null;
    }
    return isMap(written) || isSeq(written) || isScalar(written) ? written : null;
  }
}

function wrap(written: unknown, anchors: Anchors, lines: LineCounter, line: number | null): Yaml {
  const node = anchors.follow(written);
  const own = line ?? (node?.range ? lines.linePos(node.range[0]).line : 1);
  const again = (value: unknown, at: number | null): Yaml => wrap(value, anchors, lines, at);
  return {
    line: own,
    text: isScalar(node) ? (typeof node.value === 'string' ? node.value : '') : node ? null : '',
    get(key) {
      let result: Yaml | undefined;
      collect(node, anchors, new Set(), (name, value, at) => {
        if (name === key) result ??= again(value, lines.linePos(at).line);
      });
      return result;
    },
    entries() {
      const found = new Map<string, Yaml>();
      collect(node, anchors, new Set(), (key, value, at) => {
        if (!found.has(key)) found.set(key, again(value, lines.linePos(at).line));
      });
      return [...found];
    },
    items: () => (isSeq(node) ? node.items.map((item) => again(item, null)) : []),
  };
}

/** A key of the map itself wins over a merged one, the first merged map over the next. */
function collect(
  node: Node | null,
  anchors: Anchors,
  seen: Set<Node>,
  take: (key: string, value: unknown, at: number) => void,
): void {
  if (!isMap(node) || seen.has(node) || seen.size > mostMerges) return;
  seen.add(node);
  const merged: unknown[] = [];
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue;
    if (key.value === '<<') merged.push(value);
    else take(String(key.value), value, key.range?.[0] ?? 0);
  }
  for (const value of merged) {
    const target = anchors.follow(value);
    const maps = isSeq(target) ? target.items : [target];
    for (const map of maps) collect(anchors.follow(map), anchors, seen, take);
  }
}
