/** Tools of the workshop, each showing another side of the two elements. */
import { z } from 'zod'
import { Canvas, makeTone } from './media.ts'
import type { Colour } from './media.ts'
import { noteUri } from './notes.ts'
import type { Notebook } from './notes.ts'
import { pace, pause, text, tool } from './tool.ts'
import type { ToolDefinition } from './tool.ts'

const REGIONS = ['North', 'East', 'South', 'West'] as const

const makeReport = tool({
  name: 'make_report',
  title: 'Make a sales report',
  description: 'Gathers the figures of each region, one after the other, and gives a table. Takes a few seconds.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    year: z.number().int().min(2000).max(2100).default(2026).describe('Calendar year.'),
    regions: z
      .array(z.enum(REGIONS))
      .min(1)
      .default([...REGIONS])
      .describe('Regions to report on.'),
    delayMs: pace(700),
  }),
  output: z.object({
    year: z.number().int(),
    rows: z.array(z.object({ region: z.string(), orders: z.number().int(), revenue: z.number(), growth: z.number() })),
  }),
  async run({ year, regions, delayMs }, call) {
    const rows = []
    for (const [index, region] of regions.entries()) {
      await call.progress(index, regions.length, `Reading ${region}`)
      await pause(delayMs, call)
      const seed = year * 7 + REGIONS.indexOf(region) * 131
      rows.push({
        region,
        orders: 400 + (seed % 350),
        revenue: 12_000.5 + ((seed * 37) % 9_000),
        growth: ((seed % 41) - 12) / 100,
      })
    }
    await call.progress(regions.length, regions.length, 'Done')
    const structuredContent = { year, rows }
    return { content: [text(JSON.stringify(structuredContent))], structuredContent }
  },
})

const countTo = tool({
  name: 'count_to',
  title: 'Count',
  description: 'Counts up, a step at a time. Good for watching progress, and for cancelling.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    steps: z.number().int().min(1).max(10_000).default(10).describe('How far to count.'),
    delayMs: pace(500),
  }),
  async run({ steps, delayMs }, call) {
    for (let step = 1; step <= steps; step += 1) {
      await pause(delayMs, call)
      await call.progress(step, steps, `${step} of ${steps}`)
    }
    return { content: [text(`Counted to ${steps}.`)] }
  },
})

const PAPER: Colour = [250, 249, 246]
const INK: Colour = [96, 92, 84]
const COLOURS = { teal: [15, 118, 110], amber: [217, 119, 6], plum: [124, 58, 137] } as const satisfies Record<
  string,
  Colour
>

const drawChart = tool({
  name: 'draw_chart',
  title: 'Draw a chart',
  description: 'Draws the values as a bar chart and gives a PNG picture.',
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({
    values: z.array(z.number().min(0)).min(1).max(40).default([3, 5, 2, 8, 6]).describe('Heights of the bars.'),
    colour: z.enum(['teal', 'amber', 'plum']).default('teal'),
  }),
  async run({ values, colour }) {
    const [width, height, margin] = [480, 240, 20]
    const canvas = new Canvas(width, height, PAPER)
    const slot = (width - 2 * margin) / values.length
    const scale = (height - 2 * margin) / (Math.max(...values) || 1)
    for (const [index, value] of values.entries()) {
      canvas.fill(
        margin + index * slot + slot * 0.15,
        height - margin - value * scale,
        slot * 0.7,
        value * scale,
        COLOURS[colour],
      )
    }
    canvas.fill(margin, height - margin, width - 2 * margin, 2, INK)
    return {
      content: [
        text(`A chart of ${values.length} values.`),
        { type: 'image', data: canvas.toPng().toString('base64'), mimeType: 'image/png' },
      ],
    }
  },
})

const playTone = tool({
  name: 'play_tone',
  title: 'Play a tone',
  description: 'Makes a tone to listen to.',
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({
    frequency: z.number().min(50).max(4_000).default(440).describe('Hertz.'),
    seconds: z.number().min(0.1).max(5).default(1),
    wave: z.enum(['sine', 'square']).optional(),
  }),
  async run({ frequency, seconds, wave }) {
    const tone = makeTone(frequency, seconds, wave ?? 'sine')
    return { content: [{ type: 'audio', data: tone.toString('base64'), mimeType: 'audio/wav' }] }
  },
})

const greet = tool({
  name: 'greet',
  title: 'Write a greeting',
  description: 'Writes a greeting card. A form with a field of every common kind.',
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({
    name: z.string().min(1).describe('Whom to greet.'),
    tone: z.enum(['warm', 'formal', 'playful']).default('warm'),
    language: z.enum(['en', 'de', 'fr']).optional().describe('Language of the greeting. English if not set.'),
    repeat: z.number().int().min(1).max(5).default(1).describe('How many times to say it.'),
    signed: z.boolean().optional().describe('Whether to sign the card.'),
    email: z.email().optional(),
    date: z.iso.date().optional().describe('Date on the card.'),
    wishes: z.array(z.string()).optional().describe('One wish a line.'),
    address: z
      .object({
        street: z.string().optional(),
        city: z.string(),
        country: z.enum(['DE', 'FR', 'GB', 'US']).default('GB'),
      })
      .optional()
      .describe('Where the card goes.'),
  }),
  async run(args) {
    const hello = { en: 'Hello', de: 'Hallo', fr: 'Bonjour' }[args.language ?? 'en']
    const ending = { warm: '!', formal: '.', playful: '!!!' }[args.tone]
    const lines = Array.from({ length: args.repeat }, () => `${hello}, ${args.name}${ending}`)
    if (args.date !== undefined) lines.unshift(args.date)
    for (const wish of args.wishes ?? []) lines.push(`- ${wish}`)
    if (args.address !== undefined) lines.push(`To: ${args.address.city}, ${args.address.country}`)
    if (args.email !== undefined) lines.push(`By mail: ${args.email}`)
    if (args.signed) lines.push('The workshop')
    return { content: [text(lines.join('\n'))] }
  },
})

const fail = tool({
  name: 'fail',
  title: 'Fail',
  description: 'Always fails, so that you can see how a failure looks.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ reason: z.string().default('The kiln is cold.').describe('What to say.') }),
  async run({ reason }) {
    return { content: [text(reason)], isError: true }
  },
})

const findNotes = (notebook: Notebook): ToolDefinition =>
  tool({
    name: 'find_notes',
    title: 'Find notes',
    description: 'Finds notes by a word in them, and links to each.',
    annotations: { readOnlyHint: true, openWorldHint: false },
    input: z.object({ query: z.string().default('').describe('A word to look for. All notes if empty.') }),
    async run({ query }) {
      const found = notebook.find(query)
      const links = found.map((note) => ({
        type: 'resource_link' as const,
        uri: noteUri(note),
        name: note.id,
        title: note.title,
        mimeType: 'text/markdown',
      }))
      return { content: [text(found.length === 1 ? '1 note.' : `${found.length} notes.`), ...links] }
    },
  })

const deleteNote = (notebook: Notebook, onDelete: () => void): ToolDefinition =>
  tool({
    name: 'delete_note',
    title: 'Delete a note',
    description: 'Deletes a note for good.',
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    input: z.object({ id: z.string().min(1).describe('The id of the note, e.g. open-day.') }),
    async run({ id }) {
      if (!notebook.delete(id)) return { content: [text(`There is no note “${id}”.`)], isError: true }
      onDelete()
      return { content: [text(`Deleted “${id}”.`)] }
    },
  })

export const workshopTools = (notebook: Notebook, onDelete: () => void): ToolDefinition[] => [
  makeReport,
  countTo,
  drawChart,
  playTone,
  findNotes(notebook),
  deleteNote(notebook, onDelete),
  greet,
  fail,
]
