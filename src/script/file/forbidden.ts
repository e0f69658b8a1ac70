import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Document, Node, Scalar, YAMLMap } from 'yaml';
import type { FileKind } from './file-format.ts';
import { FILE_LIMITS } from './limits.ts';
import { excerpt, QUOTES } from './words.ts';

/** Something that is YAML and not allowed, by its offset in the text. */
export interface ForbiddenYaml {
  readonly offset: number;
  readonly message: string;
}

/** What YAML allows and the files here do not, each found once; bounded in number, depth and time. */
export function forbiddenYaml(document: Document.Parsed, kind: FileKind): readonly ForbiddenYaml[] {
  const found: ForbiddenYaml[] = [];
  let nodes = 0;
  const walk = (node: unknown, depth: number): void => {
    if (!isNode(node) || found.length >= FILE_LIMITS.problems) return;
    const forbid = (message: string): void => void found.push({ offset: node.range?.[0] ?? 0, message });
    nodes += 1;
    if (nodes > FILE_LIMITS.nodes) {
      if (nodes === FILE_LIMITS.nodes + 1)
        forbid(`the file has more than ${FILE_LIMITS.nodes} entries, the most a ${kind.noun} may have`);
      return;
    }
    const message = depth > FILE_LIMITS.depth ? tooDeep(kind) : forbiddenNode(node, kind);
    if (message !== undefined) {
      forbid(message);
    } else if (isMap(node)) {
      found.push(...forbiddenKeys(node).slice(0, FILE_LIMITS.problems));
      for (const pair of node.items) walk(pair.value, depth + 1);
    } else if (isSeq(node)) {
      for (const item of node.items) walk(item, depth + 1);
    }
  };
  walk(document.contents, 0);
  return found;
}

/** The sentence about too deep a nesting. */
export function tooDeep({ noun, depth }: FileKind): string {
  return `lists and keys stand more than ${FILE_LIMITS.depth} deep in one another: a ${noun} needs ${depth}`;
}

/** Anchors, aliases and tags are forbidden, so that a file is as large as it looks. */
function forbiddenNode(node: Node, { noun }: FileKind): string | undefined {
  if (isAlias(node))
    return `*${node.source} is a YAML alias, which a ${noun} does not use: write the value out, or ${QUOTES}`;
  if (node.anchor !== undefined)
    return `&${node.anchor} is a YAML anchor, which a ${noun} does not use: take it out, or ${QUOTES}`;
  if (node.tag !== undefined)
    return `a YAML tag (!) stands before this, which a ${noun} does not use: take it out, or ${QUOTES}`;
  return isScalar(node) && isCutAtRemark(node)
    ? "YAML takes what follows # for a remark, so that this quote stays open: put the whole text in 'single quotes'"
    : undefined;
}

/** Whether a plain text has a quotation mark that is closed only in the remark behind it. */
function isCutAtRemark({ type, source = '', comment }: Scalar): boolean {
  return type === 'PLAIN' && leavesOpen(source) && leavesOpen(comment ?? '');
}

function leavesOpen(text: string): boolean {
  return text.split('"').length % 2 === 0;
}

function forbiddenKeys(map: YAMLMap): readonly ForbiddenYaml[] {
  const seen = new Set<string>();
  return map.items.flatMap(({ key }) => {
    const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
    if (!isScalar(key) || key.anchor !== undefined || key.tag !== undefined)
      return [{ offset, message: 'a key must be a plain word: write key: value' }];
    const name = String(key.value);
    if (name === '__proto__') return [{ offset, message: 'unknown key "__proto__": take it out' }];
    if (seen.has(name))
      return [{ offset, message: `"${excerpt(name)}" stands here twice: keep one of them` }];
    seen.add(name);
    return [];
  });
}
