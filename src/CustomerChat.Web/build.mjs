// Builds what the hosts embed: dist/app (the relay's: widget, panel, operators' page) and dist/desk (the sandbox's).
import { fileURLToPath } from 'node:url';
import { rmSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const root = fileURLToPath(new URL('src', import.meta.url));
const out = name => fileURLToPath(new URL(`dist/${name}`, import.meta.url));
const page = name => `${root}/${name}/index.html`;
// markdown-it asks for Node's own punycode; the package has the same name.
const shared = { root, configFile: false, logLevel: 'warn', plugins: [react()], resolve: { alias: { punycode: 'punycode/punycode.es6.js' } } };
const limits = { chunkSizeWarningLimit: 2_000, reportCompressedSize: false, modulePreload: { polyfill: false }, assetsInlineLimit: 0 };

rmSync(out(''), { recursive: true, force: true });

// One small script without imports: it is what other sites load.
await build({
  ...shared,
  build: {
    ...limits, outDir: out('app'), emptyOutDir: false,
    lib: { entry: `${root}/widget/widget.ts`, formats: ['iife'], name: 'customerChat', fileName: () => 'widget.js' },
  },
});

// Pages, each in a folder of its own, with their assets below it.
for (const [name, outDir, base] of [['panel', 'app/widget', '/widget/'], ['ops', 'app/ops', '/ops/'], ['desk', 'desk', '/desk/']]) {
  await build({
    ...shared, root: `${root}/${name}`, base,
    build: { ...limits, outDir: out(outDir), emptyOutDir: false, rollupOptions: { input: page(name) } },
  });
}
