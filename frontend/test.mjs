// Bundles every *.test.ts and runs it by node's own test runner.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const files = (await readdir("src", { recursive: true })).filter((name) => name.endsWith(".test.ts"));
await rm(".test-build", { recursive: true, force: true });
await build({
  entryPoints: files.map((name) => join("src", name)),
  outdir: ".test-build",
  outbase: "src",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  alias: { "htmx.org/dist/htmx.esm.js": "./src/testing-htmx.ts" },
});
const tests = files.map((name) => join(".test-build", name.replace(/\.ts$/, ".mjs")));
const run = spawnSync(process.execPath, ["--test", ...tests], { stdio: "inherit" });
process.exit(run.status ?? 1);
