import { isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import { SCENARIO_LIMITS } from '../format/limits.ts';
import { QUOTES, shown, tooDeep } from './words.ts';
import type { FileKind } from './words.ts';

/** Something that is YAML and not allowed, by its offset in the text. */
export interface Refused {
  readonly offset: number;
  readonly message: string;
}

/** What YAML allows and a scenario does not, each found once; bounded in number, depth and time. */
export function refused(document: Document.Parsed, kind: FileKind): readonly Refused[] {
  const found: Refused[] = [];
  let nodes = 0;
  const walk = (node: unknown, depth: number): void => {
    if (!isNode(node) || found.length >= SCENARIO_LIMITS.problems) return;
    const refuse = (message: string): void => void found.push({ offset: node.range?.[0] ?? 0, message });
    nodes += 1;
    if (nodes > SCENARIO_LIMITS.nodes) {
      if (nodes === SCENARIO_LIMITS.nodes + 1)
        refuse(`the file has more than ${SCENARIO_LIMITS.nodes} entries, the most a ${kind.noun} may have`);
      return;
    }
    if (depth > SCENARIO_LIMITS.depth) {
      refuse(tooDeep(kind));
    } else if (isAlias(node)) {
      refuse(
        `*${node.source} is a YAML alias, which a ${kind.noun} does not use: write the value out, or ${QUOTES}`,
      );
    } else if (node.anchor !== undefined) {
      refuse(
        `&${node.anchor} is a YAML anchor, which a ${kind.noun} does not use: take it out, or ${QUOTES}`,
      );
    } else if (node.tag !== undefined) {
      refuse(
        `a YAML tag (!) stands before this, which a ${kind.noun} does not use: take it out, or ${QUOTES}`,
      );
    } else if (isMap(node)) {
      found.push(...refusedKeys(node).slice(0, SCENARIO_LIMITS.problems));
      for (const pair of node.items) walk(pair.value, depth + 1);
    } else if (isSeq(node)) {
      for (const item of node.items) walk(item, depth + 1);
    }
  };
  walk(document.contents, 0);
  return found;
}

function refusedKeys(map: YAMLMap): readonly Refused[] {
  const seen = new Set<string>();
  return map.items.flatMap(({ key }) => {
    const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
    if (!isScalar(key) || key.anchor !== undefined || key.tag !== undefined)
      return [{ offset, message: 'a key must be a plain word: write key: value' }];
    const name = String(key.value);
    if (name === '__proto__') return [{ offset, message: 'unknown key "__proto__": take it out' }];
    if (seen.has(name)) return [{ offset, message: `"${shown(name)}" stands here twice: keep one of them` }];
    seen.add(name);
    return [];
  });
}
