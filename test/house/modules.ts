import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import * as ast from 'typescript/unstable/ast';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API } from 'typescript/unstable/sync';
import { programRoot } from '../../src/root.ts';
import { exportsOf, ownName } from './exports.ts';
import type { Export } from './exports.ts';

/** A module that a file names, by whatever syntax; `undefined` where it is computed, so that nobody can say which. */
export interface Import {
  readonly specifier: string | undefined;
  readonly line: number;
}

/** A function, method or accessor, with the count of its lines from the first to the last. */
export interface Measured {
  readonly name: string;
  readonly lines: number;
}

/** What the house rules ask of one source file. Lines count from 1. */
export interface Module {
  readonly path: string;
  readonly imports: readonly Import[];
  readonly exports: readonly Export[];
  readonly functions: readonly Measured[];
}

/** What the project is made of, without its tests. */
const FOLDERS = ['lab', 'src', 'tools', 'bench'];

/** Every source file of the project, but for its tests. */
export function ownModules(): readonly Module[] {
  const texts: Record<string, string> = {};
  for (const folder of FOLDERS)
    for (const name of readdirSync(join(programRoot(), folder), { recursive: true, encoding: 'utf8' })) {
      const path = posix.join(folder, name);
      if (/\.[cm]?[jt]sx?$/.test(path)) texts[path] = readFileSync(join(programRoot(), path), 'utf8');
    }
  return modulesOf(texts);
}

/** Reads sources, given by their paths, with TypeScript's own parser. Throws where one of them is not TypeScript. */
export function modulesOf(texts: Readonly<Record<string, string>>): readonly Module[] {
  const paths = Object.keys(texts);
  const config = {
    compilerOptions: { noResolve: true, noLib: true, types: [], jsx: 'preserve' },
    files: paths,
  };
  const fs = createVirtualFileSystem({
    '/tsconfig.json': JSON.stringify(config),
    ...Object.fromEntries(paths.map((path) => [`/${path}`, texts[path] ?? ''])),
  });
  const api = new API({ cwd: '/', fs });
  try {
    const [project] = api.updateSnapshot({ openProjects: ['/tsconfig.json'] }).getProjects();
    return paths.map((path) => {
      const source = project?.program.getSourceFile(`/${path}`);
      const faults = project?.program.getSyntacticDiagnostics(`/${path}`) ?? [];
      if (source === undefined || faults.length > 0) throw new Error(`${path} cannot be read as TypeScript`);
      return moduleOf(path, source);
    });
  } finally {
    api.close();
  }
}

function moduleOf(path: string, source: ast.SourceFile): Module {
  const imports: Import[] = [];
  const functions: Measured[] = [];
  const lineOf = (position: number): number => source.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node: ast.Node): void => {
    const line = lineOf(node.getStart(source));
    for (const specifier of namedModules(node)) imports.push({ specifier, line });
    if (isFunction(node)) functions.push({ name: nameOf(node), lines: lineOf(node.getEnd()) - line + 1 });
    node.forEachChild(visit);
  };
  visit(source);
  return { path, imports, exports: exportsOf(source), functions };
}

/** The modules that one node names, without those of its children. */
function namedModules(node: ast.Node): readonly Import['specifier'][] {
  if (ast.isImportDeclaration(node)) return [textOf(node.moduleSpecifier)];
  if (ast.isExportDeclaration(node)) return node.moduleSpecifier ? [textOf(node.moduleSpecifier)] : [];
  if (ast.isExternalModuleReference(node)) return [textOf(node.expression)];
  if (ast.isImportTypeNode(node))
    return [ast.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined];
  if (ast.isModuleDeclaration(node) && ast.isStringLiteral(node.name)) return [node.name.text];
  if (ast.isCallExpression(node) && node.expression.kind === ast.SyntaxKind.ImportKeyword)
    return [textOf(node.arguments[0])];
  if (ast.isSourceFile(node))
    return [...node.referencedFiles, ...node.typeReferenceDirectives].map(({ fileName }) => fileName);
  // Other ways to reach a module count as an import of what makes them possible.
  if (ast.isIdentifier(node) && ['createRequire', 'getBuiltinModule', 'require'].includes(node.text))
    return ['node:module'];
  return [];
}

function textOf(node: ast.Node | undefined): string | undefined {
  return node && (ast.isStringLiteral(node) || ast.isNoSubstitutionTemplateLiteral(node))
    ? node.text
    : undefined;
}

function isFunction(node: ast.Node): boolean {
  return (
    ast.isFunctionDeclaration(node) ||
    ast.isFunctionExpression(node) ||
    ast.isArrowFunction(node) ||
    ast.isMethodDeclaration(node) ||
    ast.isConstructorDeclaration(node) ||
    ast.isGetAccessorDeclaration(node) ||
    ast.isSetAccessorDeclaration(node)
  );
}

/** What a function is called: its own name, or that of what it is given to, behind that of its class or function. */
function nameOf(node: ast.Node): string {
  const names: string[] = [];
  for (let at: ast.Node | undefined = node; at !== undefined; at = at.parent)
    if (ast.isConstructorDeclaration(at)) names.unshift('constructor');
    else names.unshift(...ownName(at));
  return names.join('.');
}
