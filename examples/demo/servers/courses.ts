/** The workshop's courses: to book one it asks the person who comes, and a new one changes the tool that books. */
import { z } from 'zod'
import { text, tool } from './tool.ts'
import type { ToolDefinition } from './tool.ts'

const LEVELS = ['beginner', 'some practice', 'advanced'] as const

export class Courses {
  readonly #names: string[] = ['Throwing on the wheel', 'Glazing', 'Raku firing']
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get names(): readonly string[] {
    return this.#names
  }

  /** False where there is such a course already. */
  add(name: string): boolean {
    if (this.#names.includes(name)) return false
    this.#names.push(name)
    this.#onChange()
    return true
  }
}

const BOOKING = z.object({
  name: z.string().min(2).max(80).meta({ title: 'Your name', description: 'As it goes on the list.' }),
  places: z.number().int().min(1).max(6).default(1).meta({ title: 'Places' }),
  level: z.enum(LEVELS).default('beginner').meta({ title: 'Level', description: 'Of the least practised of you.' }),
})

const bookCourse = ({ names }: Courses): ToolDefinition =>
  tool({
    name: 'book_course',
    title: 'Book a course',
    description: 'Books places in a course. The workshop asks who comes before it writes them down.',
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    input: z.object({ course: z.enum(names).default(names[0]!).describe('Which course.') }),
    async run({ course }, call) {
      const { action, content } = await call.ask({ message: `Who comes to “${course}”?`, form: BOOKING })
      if (action !== 'accept') return { content: [text('Nothing was booked.')] }
      const { name, places, level } = BOOKING.parse(content)
      const booked = places === 1 ? '1 place' : `${places} places`
      return { content: [text(`Booked ${booked} in “${course}” for ${name} (${level}).`)] }
    },
  })

const offerCourse = (courses: Courses): ToolDefinition =>
  tool({
    name: 'offer_course',
    title: 'Offer a new course',
    description: 'Puts a course on the list of those that can be booked. “Book a course” changes with it.',
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: z.object({ course: z.string().min(3).max(60).describe('Its name, e.g. Wood firing.') }),
    async run({ course }) {
      if (!courses.add(course)) return { content: [text(`“${course}” is on the list already.`)], isError: true }
      return { content: [text(`“${course}” can be booked now.`)] }
    },
  })

export const courseTools = (courses: Courses): ToolDefinition[] => [bookCourse(courses), offerCourse(courses)]
