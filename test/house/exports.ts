import * as ast from 'typescript/unstable/ast';

/** A name that a file exports. `passedOn` says that it is declared in another file and keeps its name. */
export interface Export {
  readonly name: string;
  readonly passedOn: boolean;
}

const own = (name: string): Export => ({ name, passedOn: false });

/** The names that a file exports. `export *` adds none. */
export function exportsOf(source: ast.SourceFile): readonly Export[] {
  const imported = importedNames(source);
  return source.statements.flatMap((statement) => namesIn(statement, imported));
}

function namesIn(statement: ast.Statement, imported: ReadonlySet<string>): readonly Export[] {
  if (ast.isExportAssignment(statement)) return [own('default')];
  if (ast.isExportDeclaration(statement)) {
    const { exportClause: clause, moduleSpecifier } = statement;
    if (clause === undefined) return [];
    if (!ast.isNamedExports(clause)) return [own(clause.name.text)];
    return clause.elements.map(({ name, propertyName }) => ({
      name: name.text,
      passedOn:
        (propertyName === undefined || propertyName.text === name.text) &&
        (moduleSpecifier !== undefined || imported.has(name.text)),
    }));
  }
  if (!isExported(statement)) return [];
  if (ast.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name)).map(own);
  const names = ownName(statement);
  return (names.length > 0 ? names : ['default']).map(own);
}

/** The name of a declaration, where it has one. */
export function ownName(node: ast.Node): readonly string[] {
  const name: unknown = 'name' in node ? node.name : undefined;
  return typeof name === 'object' && name !== null && 'text' in name ? [String(name.text)] : [];
}

function isExported(statement: ast.Statement): boolean {
  let exported = false;
  statement.forEachChild((child) => {
    exported ||= child.kind === ast.SyntaxKind.ExportKeyword;
  });
  return exported;
}

/** The names that a declaration binds, those in patterns too. */
function boundNames(name: ast.BindingName): readonly string[] {
  if (ast.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) =>
    'name' in element && element.name !== undefined ? boundNames(element.name) : [],
  );
}

function importedNames(source: ast.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (!ast.isImportDeclaration(statement)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings && ast.isNamedImports(bindings))
      for (const { name, propertyName } of bindings.elements)
        if (propertyName === undefined || propertyName.text === name.text) names.add(name.text);
  }
  return names;
}
