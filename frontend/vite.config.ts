/** How the pages are built: nothing inline, nothing from elsewhere, charts in files of their own. */
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  define: {
    __VUE_OPTIONS_API__: true, // TDesign's components use it
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    target: 'es2022',
    license: { fileName: 'licences.txt' }, // what the built files are made of, and on which terms
    assetsInlineLimit: 0, // the content security policy allows no data: address
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ['index.html', 'quiz.html', 'giving.html'] }, // the console, and the public pages
    chunkSizeWarningLimit: 800,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
})
