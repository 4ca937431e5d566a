import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

// The site's address as browsers see it. Without it SvelteKit takes https for granted.
const origin = process.env.ORIGIN ?? 'http://127.0.0.1:3000'

export default defineConfig({ plugins: [sveltekit({ adapter: adapter(), paths: { origin } })] })
