import { fileURLToPath } from 'node:url'
import type { StorybookConfig } from '@storybook/web-components-vite'

export default {
  stories: ['../stories/**/*.stories.ts'],
  framework: '@storybook/web-components-vite',
  core: {
    builder: {
      name: '@storybook/builder-vite',
      // The project's own configuration builds the CDN files.
      options: { viteConfigPath: fileURLToPath(new URL('vite.config.ts', import.meta.url)) },
    },
    disableTelemetry: true,
    disableWhatsNewNotifications: true,
  },
} satisfies StorybookConfig
