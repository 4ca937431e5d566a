import type { Preview } from '@storybook/web-components-vite'
import { LANGUAGES, speak } from '../stories/words.ts'
import { forgetGiven } from '../stories/stage.ts'
import './preview.css'

export default {
  parameters: { controls: { disable: true }, actions: { disable: true } },
  globalTypes: {
    language: {
      description: 'Language of the elements',
      toolbar: { title: 'Language', icon: 'globe', items: Object.keys(LANGUAGES), dynamicTitle: true },
    },
  },
  initialGlobals: { language: 'en' },
  beforeEach: () => {
    // Drafts and choices of another story.
    sessionStorage.clear()
    localStorage.clear()
    forgetGiven()
  },
  decorators: [
    (story, { globals }) => {
      speak(globals['language'] as string)
      return story()
    },
  ],
} satisfies Preview
