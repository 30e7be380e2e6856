/**
 * A map that is never changed: `with` gives a new one that shares all but one path of its inner tree. Each instruction keeps the variables
 * in front of it this way, so that 8,000 ENV, or 8,000 stages on top of each other, cost no more than their number times 32.
 */
export class PersistentMap<Value> {
  readonly #root: Node<Value> | null;

  constructor(root: Node<Value> | null = null) {
    this.#root = root;
  }

  get(key: string): Value | undefined {
    const hash = hashOf(key);
    let node = this.#root;
    for (let bit = 0; node && 'zero' in node; bit += 1) node = (hash >>> bit) & 1 ? node.one : node.zero;
    return node?.entries.find((entry) => entry.key === key)?.value;
  }

  with(key: string, value: Value): PersistentMap<Value> {
    return new PersistentMap(insert(this.#root, 0, { hash: hashOf(key), entries: [{ key, value }] }));
  }

  values(): Value[] {
    const values: Value[] = [];
    collect(this.#root, values);
    return values;
  }
}

interface Leaf<Value> {
  readonly hash: number;
  /** More than one only when hashes are equal. */
  readonly entries: readonly { readonly key: string; readonly value: Value }[];
}
interface Fork<Value> {
  readonly zero: Node<Value> | null;
  readonly one: Node<Value> | null;
}
type Node<Value> = Leaf<Value> | Fork<Value>;

function insert<Value>(node: Node<Value> | null, bit: number, leaf: Leaf<Value>): Node<Value> {
  if (!node) return leaf;
  if ('zero' in node) return branch(node, bit, leaf);
  if (node.hash !== leaf.hash) {
    const side = (node.hash >>> bit) & 1;
    return branch({ zero: side ? null : node, one: side ? node : null }, bit, leaf);
  }
  const [added] = leaf.entries;
  return { hash: leaf.hash, entries: [...node.entries.filter(({ key }) => key !== added?.key), ...leaf.entries] };
}

function branch<Value>(fork: Fork<Value>, bit: number, leaf: Leaf<Value>): Fork<Value> {
  return (leaf.hash >>> bit) & 1
    ? { zero: fork.zero, one: insert(fork.one, bit + 1, leaf) }
    : { zero: insert(fork.zero, bit + 1, leaf), one: fork.one };
}

function collect<Value>(node: Node<Value> | null, into: Value[]): void {
  if (!node) return;
  if ('zero' in node) {
    collect(node.zero, into);
    collect(node.one, into);
  } else {
    for (const { value } of node.entries) into.push(value);
  }
}

/** FNV-1a. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at += 1) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
