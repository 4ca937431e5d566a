import { describe, expect, it } from 'vitest'
import { asked, eventually, times, user, type Open } from './fixtures.ts'

/** Questions of MCP servers, and their answers. */
export function questionsContract(open: Open): void {
  describe('questions', () => {
    it('are there until they are answered, for their user', async () => {
      const store = await open()
      const userId = user()
      const [one, two] = [asked('c1.a'), asked('c1.b')]
      await store.putQuestions(userId, [one, two])
      expect(await store.getQuestion(userId, 'c1.a')).toEqual(one)
      expect(await store.getQuestions(userId)).toHaveLength(2)
      expect(await store.getQuestions(userId)).toEqual(expect.arrayContaining([one, two]))
      expect(await store.answerQuestion(userId, 'c1.a', { action: 'accept', content: { list: [] } })).toBe(true)
      expect(await store.getQuestion(userId, 'c1.a')).toBeNull()
      expect(await store.getQuestions(userId)).toEqual([two])
      expect(await store.getAnswers(userId, ['c1.b', 'c1.a', 'none'])).toEqual([
        null,
        { action: 'accept', content: { list: [] } },
        null,
      ])
      const mallory = user()
      expect(await store.getQuestions(mallory)).toEqual([])
      expect(await store.getQuestion(mallory, 'c1.b')).toBeNull()
      expect(await store.answerQuestion(mallory, 'c1.b', { action: 'decline' })).toBe(false)
      expect(await store.dropQuestions(mallory, ['c1.b'])).toEqual([])
      expect(await store.getAnswers(mallory, ['c1.a'])).toEqual([null])
      expect(await store.getAnswers(userId, [])).toEqual([])
      await store.putQuestions(userId, [])
    })

    it('are answered once of 50', async () => {
      const store = await open()
      const userId = user()
      await store.putQuestions(userId, [asked('q')])
      const answers = await times(50, (n) => store.answerQuestion(userId, 'q', { action: 'accept', content: { n } }))
      expect(answers.filter(Boolean)).toHaveLength(1)
      expect(await store.getAnswers(userId, ['q'])).toEqual([
        { action: 'accept', content: { n: answers.indexOf(true) } },
      ])
    })

    it('are dropped, with their answers; those that were open are told', async () => {
      const store = await open()
      const userId = user()
      await store.putQuestions(userId, [asked('a'), asked('b')])
      await store.answerQuestion(userId, 'a', { action: 'cancel' })
      expect(await store.dropQuestions(userId, ['a', 'b', 'none'])).toEqual(['b'])
      expect(await store.getQuestions(userId)).toEqual([])
      expect(await store.getAnswers(userId, ['a'])).toEqual([null])
      expect(await store.dropQuestions(userId, ['a', 'b'])).toEqual([])
      expect(await store.dropQuestions(userId, [])).toEqual([])
    })

    it('may be asked again under the same id', async () => {
      const store = await open()
      const userId = user()
      await store.putQuestions(userId, [asked('a')])
      await store.answerQuestion(userId, 'a', { action: 'accept' })
      await store.putQuestions(userId, [asked('a')])
      expect(await store.getAnswers(userId, ['a'])).toEqual([null])
      expect(await store.answerQuestion(userId, 'a', { action: 'decline' })).toBe(true)
    })

    it('are closed when their time is over', async () => {
      const store = await open()
      const userId = user()
      await store.putQuestions(userId, [asked('short', 150), asked('long')])
      await eventually(async () => expect(await store.getQuestion(userId, 'short')).toBeNull())
      expect((await store.getQuestions(userId)).map(({ question }) => question.inputId)).toEqual(['long'])
    })
  })
}
