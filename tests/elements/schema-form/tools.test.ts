import { afterEach, cleanUp, describe, equal, it } from '../support.ts'
import { takeSteps } from './steps.ts'
import { shapes } from './shapes.ts'
import { tools } from './tools.ts'

const all = [...tools, ...shapes.map(({ name, schema, value }) => ({ name, schema, samples: { value } }))]

describe('mcp-schema-form, all steps for one tool of every shape', () => {
  afterEach(cleanUp)

  for (const { name, schema, samples } of all) {
    it(name, async () => {
      const { steps } = await takeSteps(schema, samples)
      equal(
        steps.filter(({ problem }) => problem !== undefined),
        [],
      )
    })
  }
})
