/**
 * VE.Bus units on the network: one session per adapter, and outputs that are functions of what it reads.
 */
export * as Config from "./Config.ts"
export * as Energy from "./Energy.ts"
export * as EnergyTotals from "./EnergyTotals.ts"
export * as Feed from "./Feed.ts"
export * as FeedEvent from "./FeedEvent.ts"
export * as History from "./History.ts"
export * as Prometheus from "./prometheus/Prometheus.ts"
export * as Ports from "./Ports.ts"
export * as Sites from "./Sites.ts"
export * as SiteView from "./SiteView.ts"
