/**
 * The API reference, made from the docstrings of all that the packages export: pages in `dist/api`. Fails when an export
 * has no docstring, or a link in one leads nowhere. Words after the command limit it to packages: `codec testing`.
 *
 * TypeDoc does not know three conventions of this code, so they are filled in here:
 * - the comment at the head of a file is about the namespace or the entry point that the file is;
 * - a schema and the type of the same name are one thing with one docstring, as editors show it;
 * - names taken out of an object by one statement share the docstring of that statement.
 */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Application, Converter, ReflectionKind } from "typedoc"
import ts from "typescript"

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, "../../..")
const out = join(root, "dist/api")
const wanted = process.argv.slice(2)

const manifests = readdirSync(join(root, "packages"))
  .filter((folder) => wanted.length === 0 || wanted.includes(folder))
  .map((folder) => join(root, "packages", folder))
  .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) }))
  // The page is no library.
  .filter(({ exports }) => exports !== undefined)

/** What programs may import: the file of each entry point, and its name. */
const entryPoints = new Map(
  manifests.flatMap(({ folder, name, exports }) =>
    Object.entries(exports)
      .filter(([, path]) => path.endsWith(".ts"))
      .map(([entry, path]) => [join(folder, path), join(name, entry)])
  )
)

const app = await Application.bootstrap({
  name: "vebus",
  tsconfig: join(here, "tsconfig.json"),
  entryPoints: [...entryPoints.keys()],
  out,
  readme: "none",
  disableSources: true,
  excludeExternals: true,
  excludePrivate: true,
  // Types are the affair of `npm run check`.
  skipErrorChecking: true,
  validation: { notDocumented: true, notExported: false, invalidLink: true },
  packagesRequiringDocumentation: manifests.map(({ name }) => name),
  requiredToBeDocumented: ["Module", "Namespace", "Variable", "Function", "Class", "Interface", "TypeAlias"],
  treatValidationWarningsAsErrors: true
})

const documented =
  ReflectionKind.SomeModule |
  ReflectionKind.Variable |
  ReflectionKind.Function |
  ReflectionKind.Class |
  ReflectionKind.Interface |
  ReflectionKind.TypeAlias

/** The comment at the head of a file, parsed as if nothing else stood in the file. */
const headOf = (context, file) => {
  const [head] = ts.getLeadingCommentRanges(file.text, file.statements[0].pos) ?? []
  if (head === undefined) return undefined
  const text = `${file.text.slice(head.pos, head.end)}\nexport {}`
  const alone = ts.createSourceFile(file.fileName, text, ts.ScriptTarget.Latest, true)
  return context.getNodeComment(alone.statements[0], false)
}

/** The docstring of a declaration: that of its statement, unless it is the head of the file. */
const docstringOf = (context, declaration) => {
  const statement = ts.findAncestor(declaration, ts.isStatement)
  if (statement === undefined) return undefined
  const { text, statements } = statement.getSourceFile()
  const isFirst = statement === statements[0]
  const comments = ts.getLeadingCommentRanges(text, statement.pos) ?? []
  return isFirst && comments.length === 1 ? undefined : context.getNodeComment(statement, false)
}

app.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
  context.setActiveProgram(context.programs[0])
  for (const reflection of context.project.getReflectionsByKind(documented)) {
    const declarations = context.getSymbolFromReflection(reflection)?.declarations ?? []
    const file = declarations.find(ts.isSourceFile)
    if (file !== undefined) {
      reflection.comment = headOf(context, file)
      if (reflection.kindOf(ReflectionKind.Module)) reflection.name = entryPoints.get(file.fileName)
    } else if (!reflection.hasComment() && !reflection.signatures?.some((one) => one.hasComment())) {
      reflection.comment = declarations
        .map((declaration) => docstringOf(context, declaration))
        .find((comment) => comment !== undefined)
    } else if (declarations.every((declaration) => docstringOf(context, declaration) === undefined)) {
      for (const one of [reflection, ...(reflection.signatures ?? [])]) one.comment = undefined
    }
  }
  context.setActiveProgram(undefined)
})

const project = await app.convert()
if (project === undefined) process.exit(1)
app.validate(project)
await app.generateOutputs(project)
const failures = app.logger.errorCount + app.logger.validationWarningCount
console.log(`dist/api: ${entryPoints.size} entry points, ${failures} failures`)
process.exit(failures === 0 ? 0 : 1)
