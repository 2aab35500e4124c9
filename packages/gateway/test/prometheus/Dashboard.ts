/**
 * The dashboard in `docs/grafana`, as far as tests look at it.
 */
import { readFileSync } from "node:fs"

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: ReadonlyArray<{
    readonly expr: string
    readonly legendFormat: string
    readonly refId: string
  }>
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } }
}

interface Dashboard {
  readonly panels: ReadonlyArray<Panel>
  readonly templating: {
    readonly list: ReadonlyArray<{ readonly name: string; readonly definition?: string }>
  }
}

/** The file as it is. */
export const dashboard = JSON.parse(
  readFileSync(new URL("../../../../docs/grafana/vebus.json", import.meta.url), "utf8")
) as Dashboard

/** All its queries, each with its panel. */
export const queries = dashboard.panels.flatMap((panel) =>
  (panel.targets ?? []).map(({ expr, legendFormat }) => ({ panel, expr, legend: legendFormat }))
)
