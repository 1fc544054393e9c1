// Builds scripts, styles, the font and the icon sprite into jualan/core/static/dist, names carrying a hash of the content.
import { build, context } from "esbuild";
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../jualan/core/static/dist");
const outline = join(here, "node_modules/@tabler/icons/icons/outline");
const LIGHTS = {
  planned: '<circle cx="5" cy="5" r="4" fill="currentColor"/>',
  today:
    '<circle cx="5" cy="5" r="3.9" fill="none" stroke="currentColor" stroke-width="1.3"/><path d="M5 1a4 4 0 0 1 0 8z" fill="currentColor"/>',
  late: '<path d="M5 1L9.3 8.8H.7z" fill="currentColor"/>',
  missing:
    '<circle cx="5" cy="5" r="3.8" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="1.9 2.08"/>',
};

const BOOK =
  "M5.5 2.5h13a1.5 1.5 0 0 1 1.5 1.5v16a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 20V4a1.5 1.5 0 0 1 1.5-1.5zM7.6 2.5v19h1.3v-19zM11.2 7v1.5h5.6V7zM11.2 11.2v1.5h5.6v-1.5zM11.2 15.4v1.5h5.6v-1.5z";

const options = {
  absWorkingDir: here,
  entryPoints: { app: "src/app.ts", charts: "src/charts.ts", styles: "styles/app.css" },
  outdir: out,
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  minify: true,
  metafile: true,
  format: "esm",
  target: ["es2022", "chrome111", "safari16.4", "firefox115"],
  loader: { ".woff2": "file", ".svg": "dataurl" },
  legalComments: "none",
  logLevel: "warning",
};

async function icons() {
  const names = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const symbols = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(outline, `${name}.svg`), "utf8");
      const inside = text
        .replace(/[\s\S]*?<svg[\s\S]*?>/, "")
        .replace("</svg>", "")
        .replace(/<path stroke="none"[^>]*>/, "")
        .replace(/\s*\n\s*/g, "");
      return `<symbol id="${name}" viewBox="0 0 24 24">${inside}</symbol>`;
    }),
  );
  symbols.push(
    `<symbol id="workspace" viewBox="0 0 24 24"><path fill="currentColor" fill-rule="evenodd" d="${BOOK}"/></symbol>`,
  );
  const lights = Object.entries(LIGHTS).map(
    ([name, shape]) => `<symbol id="light-${name}" viewBox="0 0 10 10">${shape}</symbol>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}${lights.join("")}</svg>\n`;
}

const mark = () =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="#0e5a50" fill-rule="evenodd" d="${BOOK}"/></svg>\n`;

async function writeHashed(name, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  const [stem, end] = name.split(".");
  const file = `${stem}-${hash}.${end}`;
  await writeFile(join(out, file), text);
  return file;
}

function plainName(file) {
  const name = basename(file).replace(/-[0-9A-Z]{8}(\.[a-z0-9]+)$/, "$1");
  if (name.startsWith("styles.")) return name.replace("styles.", "app.");
  return name.replace("-opsz-normal", "");
}

async function finish(metafile) {
  const manifest = { "icons.svg": await writeHashed("icons.svg", await icons()) };
  manifest["mark.svg"] = await writeHashed("mark.svg", mark());
  for (const file of Object.keys(metafile.outputs)) manifest[plainName(file)] = basename(file);
  const licences = ["@fontsource-variable/inter", "@tabler/icons"];
  for (const name of licences) {
    const to = `${name.split("/").pop()}-LICENSE.txt`;
    await cp(join(here, "node_modules", name, "LICENSE"), join(out, to));
  }
  await writeFile(join(out, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
}

// data-theme="system" gets the dark block again under a media query, so that colours stand in one place.
const systemTheme = {
  name: "system-theme",
  setup: (it) =>
    it.onLoad({ filter: /tokens\.css$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const dark = /\[data-theme="dark"\] (\{[^}]*\})/.exec(text)?.[1];
      if (!dark) throw new Error("tokens.css has no dark block");
      const again = `@media (prefers-color-scheme: dark) { [data-theme="system"] ${dark} }`;
      return { contents: `${text}\n${again}\n`, loader: "css" };
    }),
};

const report = {
  name: "manifest",
  setup: (it) =>
    it.onEnd(async (result) => {
      if (result.metafile) await finish(result.metafile);
    }),
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
if (process.argv.includes("--watch")) {
  const watcher = await context({ ...options, plugins: [systemTheme, report] });
  await watcher.watch();
} else {
  await build({ ...options, plugins: [systemTheme, report] });
}
