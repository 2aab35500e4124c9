/**
 * A settings file of VEConfigure, unit by unit: settings, flags, and bytes that nobody understands.
 */
import type { SettingsFile } from "@vebus/runtime/documents"
import * as Words from "./Words.ts"

type Unit = SettingsFile.Unit

const Table = ({
  title,
  heads,
  rows
}: {
  readonly title: string
  readonly heads: ReadonlyArray<string>
  readonly rows: ReadonlyArray<ReadonlyArray<string>>
}) =>
  rows.length === 0 ? null : (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([first, ...cells]) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {cells.map((cell, index) => (
                <td key={heads[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )

const List = ({ title, lines }: { readonly title: string; readonly lines: ReadonlyArray<string> }) =>
  lines.length === 0 ? null : (
    <>
      <h4>{title}</h4>
      <ul class="muted">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  )

const OneUnit = ({ unit }: { readonly unit: Unit }) => (
  <section>
    <h3>{Words.nameOf(unit)}</h3>
    <p class="muted">{Words.head(unit)}</p>
    <Table
      title="Settings"
      heads={["Setting", "Value", "Default", "Range", "Raw"]}
      rows={Words.settings(unit)}
    />
    <Table title="Flags" heads={["Flag", "State"]} rows={Words.flags(unit)} />
    <List title="Grid code, raw" lines={Words.gridCode(unit)} />
    <List title="Without a scale, raw" lines={Words.unscaled(unit)} />
    <List title="Not understood" lines={Words.notUnderstood(unit)} />
  </section>
)

/** The document of a file. */
export const View = ({ document }: { readonly document: SettingsFile.Document }) => (
  <div class="told">
    <p role="status">
      <strong>{Words.title(document)}</strong>
    </p>
    {document.units.map((unit) => (
      <OneUnit key={`${Words.nameOf(unit)} ${unit.address}`} unit={unit} />
    ))}
  </div>
)
