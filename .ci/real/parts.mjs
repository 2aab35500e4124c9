/**
 * The programs that `npm run test:real` tries the packages with. A part is run where its programs are; where one is missing it
 * is reported as not run, by name.
 */
import { join } from "node:path"

/**
 * @typedef {object} Part
 * @property {string} name what it is called in the report
 * @property {true} [root] whether it takes the rights of root
 * @property {ReadonlyArray<string>} programs commands that have to be there
 * @property {ReadonlyArray<string>} packages the Debian packages that have them
 * @property {string} [tools] the folder of `.ci/tools` that has them, for programs from npm
 * @property {ReadonlyArray<string>} files the tests, which vitest runs
 */

/** A program of a folder of tools. */
const tool = (folder, path) => join(import.meta.dirname, "../tools", folder, "node_modules", path)

/** @type {ReadonlyArray<Part>} */
export const parts = [
  {
    name: "prometheus",
    programs: ["prometheus", "promtool"],
    packages: ["prometheus"],
    files: ["packages/gateway/test/real/prometheus.real.ts"]
  },
  {
    name: "openmetrics",
    programs: ["/usr/bin/python3", "/usr/lib/python3/dist-packages/prometheus_client"],
    packages: ["python3", "python3-prometheus-client"],
    files: ["packages/gateway/test/real/openmetrics.real.ts"]
  },
  {
    name: "systemd",
    programs: ["systemd-analyze"],
    packages: ["systemd"],
    files: ["packages/gateway/test/real/systemd.real.ts"]
  },
  {
    name: "mosquitto",
    programs: ["mosquitto", "mosquitto_passwd", "mosquitto_sub", "openssl"],
    packages: ["mosquitto", "mosquitto-clients", "openssl"],
    files: [
      "packages/gateway/test/real/mosquitto.real.ts",
      "packages/gateway/test/real/venus.real.ts",
      "packages/gateway/test/real/fleet.real.ts"
    ]
  },
  {
    name: "cluster",
    programs: ["nats-server"],
    packages: ["nats-server"],
    files: ["packages/gateway/test/real/cluster.real.ts"]
  },
  {
    name: "influxdb",
    programs: ["influxd"],
    packages: ["influxdb"],
    files: ["packages/gateway/test/real/influxdb.real.ts"]
  },
  {
    name: "jinja",
    programs: ["/usr/bin/python3", "/usr/lib/python3/dist-packages/jinja2"],
    packages: ["python3", "python3-jinja2"],
    files: ["packages/gateway/test/real/jinja.real.ts"]
  },
  {
    name: "page",
    programs: ["chromium"],
    packages: ["chromium"],
    files: ["packages/web/test/real/"]
  },
  {
    name: "nut",
    root: true,
    programs: ["/lib/nut/upsmon", "upsc", "upslog", "openssl"],
    packages: ["nut-client", "openssl"],
    files: ["packages/gateway/test/real/nut.real.ts"]
  },
  {
    name: "modbus",
    programs: ["mbpoll"],
    packages: ["mbpoll"],
    files: ["packages/gateway/test/real/modbus.real.ts"]
  },
  {
    name: "disk",
    root: true,
    programs: ["mount", "umount"],
    packages: ["mount"],
    files: ["packages/gateway/test/real/disk.real.ts"]
  },
  {
    name: "signalk",
    tools: "signalk",
    programs: ["npm", tool("signalk", "signalk-server/bin/signalk-server")],
    packages: [],
    files: ["packages/signalk/test/real/server.real.ts"]
  },
  {
    name: "node-red",
    tools: "node-red",
    programs: ["npm", tool("node-red", "node-red/red.js")],
    packages: [],
    files: ["packages/node-red/test/real/host.real.ts"]
  }
]
