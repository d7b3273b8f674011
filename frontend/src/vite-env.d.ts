/** What the build knows that TypeScript does not. */
/// <reference types="vite/client" />
declare module 'tdesign-vue-next/es/*/style/css.mjs'
