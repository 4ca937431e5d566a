/** How the inn introduces itself in both eras. */
import { ICONS } from './tools.ts'

export const IDENTITY = {
  name: 'inn',
  title: 'The Inn',
  version: '1.0.0',
  websiteUrl: 'https://inn.example/',
  icons: ICONS,
}

export const INTRODUCTION = {
  instructions: 'Rooms, soup and many questions.',
  capabilities: {
    tools: { listChanged: true },
    prompts: { listChanged: true },
    resources: { listChanged: true, subscribe: true },
    logging: {},
    completions: {},
  },
}
