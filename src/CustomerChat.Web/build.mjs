// Builds what the hosts embed: dist/app (the relay's: widget, panel, operators' page) and dist/desk (the sandbox's).
import { fileURLToPath } from 'node:url';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const root = fileURLToPath(new URL('src', import.meta.url));
const out = name => fileURLToPath(new URL(`dist/${name}`, import.meta.url));
const page = name => `${root}/${name}/index.html`;
// markdown-it asks for Node's own punycode; the package has the same name.
const shared = { root, configFile: false, logLevel: 'warn', plugins: [react()], resolve: { alias: { punycode: 'punycode/punycode.es6.js' } } };
const languages = readdirSync(`${root}/languages`).map(file => JSON.parse(readFileSync(`${root}/languages/${file}`, 'utf8')).webChat);

/** Web Chat has its own texts in fifty languages in one script. Those of the panel's languages stay, the rest is dropped by the bundler once nothing names it. */
const webChatLanguages = {
  name: 'web-chat-languages',
  transform(code, id) {
    if (!id.endsWith('/botframework-webchat-api.mjs')) return null;
    let found = 0;
    const changed = code.replace(/\{("ar-EG":[\w$]+(?:,(?:"[\w-]+"|\w+):[\w$]+){40,})\}/g, (_, entries) => {
      found++;
      const kept = entries.split(',').filter(entry => languages.includes(entry.split(':')[0].replaceAll('"', '')));
      if (kept.length !== languages.length) throw new Error(`Web Chat has not all of ${languages}: ${kept}.`);
      return `{${kept}}`;
    });
    if (found !== 1) throw new Error(`Web Chat's table of languages was found ${found} times.`);
    return { code: changed, map: null };
  },
};
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
    ...shared, root: `${root}/${name}`, base, plugins: [...shared.plugins, ...(name === 'panel' ? [webChatLanguages] : [])],
    build: { ...limits, outDir: out(outDir), emptyOutDir: false, rollupOptions: { input: page(name) } },
  });
}
