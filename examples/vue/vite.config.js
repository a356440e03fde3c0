import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

// Vue is told that the element is the browser's, and no component of Vue's.
const isCustomElement = (tag) => tag === "one-click-checkout";

export default defineConfig({ plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] });
