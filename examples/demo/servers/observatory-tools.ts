/** Tools of the observatory. */
import { z } from 'zod'
import { Canvas } from './media.ts'
import type { Colour } from './media.ts'
import { CONSTELLATIONS, NIGHTS, nightUri, SATELLITES, STARS } from './sky.ts'
import { pace, pause, text, tool } from './tool.ts'
import type { ToolDefinition } from './tool.ts'

const trackSatellite = tool({
  name: 'track_satellite',
  title: 'Track a satellite',
  description: 'Follows a satellite across the sky, a position at a time. Can be cancelled.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    satellite: z.enum(SATELLITES).default('ISS'),
    positions: z.number().int().min(1).max(10_000).default(12).describe('How many positions to take.'),
    delayMs: pace(400),
  }),
  output: z.object({ satellite: z.string(), track: z.array(z.object({ azimuth: z.number(), altitude: z.number() })) }),
  async run({ satellite, positions, delayMs }, call) {
    const track = []
    for (let index = 0; index < positions; index += 1) {
      await pause(delayMs, call)
      const share = (index + 1) / positions
      const altitude = Math.round(Math.sin(Math.PI * share) * 700) / 10
      track.push({ azimuth: Math.round(2_200 + share * 1_000) / 10, altitude })
      await call.progress(index + 1, positions, `Altitude ${altitude}°`)
    }
    const structuredContent = { satellite, track }
    return { content: [text(JSON.stringify(structuredContent))], structuredContent }
  },
})

const starCatalogue = tool({
  name: 'star_catalogue',
  title: 'Star catalogue',
  description: 'Lists stars with their magnitude and distance.',
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({
    constellation: z.enum(CONSTELLATIONS).optional().describe('Only stars of this constellation.'),
    faintest: z.number().min(-2).max(10).default(10).describe('Largest magnitude to list.'),
    doubleStars: z.boolean().optional().describe('Only double stars, or only single ones.'),
    limit: z.number().int().min(1).max(200).default(200),
  }),
  output: z.object({
    stars: z.array(
      z.object({
        name: z.string(),
        constellation: z.string(),
        magnitude: z.number(),
        distance: z.number().describe('Light-years.'),
        doubleStar: z.boolean(),
      }),
    ),
  }),
  async run({ constellation, faintest, doubleStars, limit }) {
    const stars = STARS.filter(
      (star) =>
        (constellation === undefined || star.constellation === constellation) &&
        (doubleStars === undefined || star.doubleStar === doubleStars) &&
        star.magnitude <= faintest,
    )
    const structuredContent = { stars: stars.slice(0, limit) }
    return { content: [text(JSON.stringify(structuredContent))], structuredContent }
  },
})

const NIGHT_SKY: Colour = [13, 18, 38]
const HORIZON: Colour = [24, 32, 56]

const skySnapshot = tool({
  name: 'sky_snapshot',
  title: 'Take a picture of the sky',
  description: 'Gives a picture of the sky as it is now.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({
    size: z.enum(['small', 'large']).default('small'),
    stars: z.number().int().min(0).max(500).default(120).describe('How many stars to show.'),
  }),
  async run({ size, stars }) {
    const width = size === 'small' ? 320 : 800
    const height = (width * 5) / 8
    const canvas = new Canvas(width, height, NIGHT_SKY)
    canvas.fill(0, height * 0.85, width, height * 0.15, HORIZON)
    for (let index = 0; index < stars; index += 1) {
      const light = 130 + ((index * 71) % 125)
      const side = index % 11 === 0 ? 3 : index % 3 === 0 ? 2 : 1
      canvas.fill((index * 7_919) % width, (index * 104_729) % Math.round(height * 0.82), side, side, [
        light,
        light,
        Math.min(255, light + 20),
      ])
    }
    return {
      content: [
        text(`${stars} stars above the horizon.`),
        { type: 'image', data: canvas.toPng().toString('base64'), mimeType: 'image/png' },
      ],
    }
  },
})

const readLog = tool({
  name: 'read_log',
  title: 'Read the log',
  description: 'Links to the entries of the observing log.',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: z.object({ since: z.iso.date().optional().describe('First night to list.') }),
  async run({ since }) {
    const nights = NIGHTS.filter((night) => since === undefined || night.date >= since)
    const links = nights.map((night) => ({
      type: 'resource_link' as const,
      uri: nightUri(night),
      name: night.date,
      title: `Night of ${night.date}`,
      mimeType: 'text/plain',
    }))
    return { content: [text(nights.length === 1 ? '1 night.' : `${nights.length} nights.`), ...links] }
  },
})

const resetInstrument = tool({
  name: 'reset_instrument',
  title: 'Reset an instrument',
  description: 'Puts an instrument back to its factory settings; its calibration is lost.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({ instrument: z.enum(['camera', 'guider', 'mount']) }),
  async run({ instrument }) {
    return { content: [text(`The ${instrument} is back to its factory settings.`)] }
  },
})

const slowEcho = tool({
  name: 'slow_echo',
  title: 'Echo off the moon',
  description: 'Gives back what you say, after a while and without any progress.',
  annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
  input: z.object({
    message: z.string().min(1).describe('What to say.'),
    delayMs: z.number().int().min(0).max(60_000).default(2_560).describe('Milliseconds until the echo is back.'),
  }),
  async run({ message, delayMs }, call) {
    await pause(delayMs, call)
    return { content: [text(message)] }
  },
})

const INSTRUMENTS = ['40 cm reflector', '15 cm refractor', 'binoculars'] as const

const NIGHT = z.object({
  night: z.iso.date().meta({ title: 'Night', description: 'The date on which it begins.' }),
  hours: z.number().int().min(1).max(8).default(3).meta({ title: 'Hours' }),
})

const CONFIRMATION = z.object({
  coat: z.boolean().default(true).meta({ title: 'I will bring a warm coat' }),
})

const reserveNight = tool({
  name: 'reserve_night',
  title: 'Reserve a night',
  description: 'Reserves an instrument. The observatory asks for the night, then whether it is right.',
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
  input: z.object({ instrument: z.enum(INSTRUMENTS).default('40 cm reflector') }),
  async run({ instrument }, call) {
    const nothing = { content: [text('Nothing was reserved.')] }
    const first = await call.ask({ message: `For which night do you want the ${instrument}?`, form: NIGHT })
    if (first.action !== 'accept') return nothing
    const { night, hours } = NIGHT.parse(first.content)
    const hoursLong = hours === 1 ? '1 hour' : `${hours} hours`
    const second = await call.ask({
      message: `The ${instrument} for ${hoursLong} in the night of ${night}. Is that right?`,
      form: CONFIRMATION,
    })
    if (second.action !== 'accept') return nothing
    const { coat } = CONFIRMATION.parse(second.content)
    const advice = coat ? '' : ' There are coats by the door.'
    return { content: [text(`Reserved the ${instrument} for the night of ${night}, ${hoursLong}.${advice}`)] }
  },
})

const visitDome = (rules: () => string): ToolDefinition =>
  tool({
    name: 'visit_dome',
    title: 'Visit the dome',
    description: 'Announces a visit. The observatory sends you to its rules first.',
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: z.object({}),
    async run(_args, call) {
      const { action } = await call.ask({ message: 'Please read the rules of the dome first.', url: rules() })
      return { content: [text(action === 'accept' ? 'See you in the dome.' : 'No visit was announced.')] }
    },
  })

/** `rules` gives the address of the rules of the house. */
export const observatoryTools = (rules: () => string): readonly ToolDefinition[] => [
  trackSatellite,
  starCatalogue,
  skySnapshot,
  readLog,
  reserveNight,
  visitDome(rules),
  resetInstrument,
  slowEcho,
]
