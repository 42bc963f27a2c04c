import { defineConfig } from 'electron-vite'
import react from '@vitejs/plugin-react'
import { resolve } from 'node:path'
import type { Plugin } from 'vite'

/** Hot reload begins with a script in the page itself, which the policy of the shipped page forbids. */
const developmentPolicy: Plugin = {
  name: 'development-policy',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
}

// Dependencies stay outside the bundles (electron-vite's default): the headless bundle runs under plain Node 24 with
// the package's own node_modules, the desktop app with those that electron-builder packs.
export default defineConfig({
  main: {
    build: {
      rollupOptions: {
        input: {
          index: resolve('electron/main/index.ts'),
          headless: resolve('electron/headless/main.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: { index: resolve('electron/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react(), developmentPolicy],
    build: {
      // electron-vite leaves it off.
      minify: true,
      rollupOptions: { input: resolve('renderer/index.html') },
    },
  },
})
