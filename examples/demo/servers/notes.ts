/** The workshop's notes: something to search, read and delete. */
export interface Note {
  readonly id: string
  readonly title: string
  readonly body: string
}

const NOTES: readonly Note[] = [
  {
    id: 'kiln-log',
    title: 'Kiln log',
    body: '# Kiln log\n\nFiring 14 reached **1,240 °C** after 9 h. Cool for two days before opening.',
  },
  {
    id: 'glaze-recipes',
    title: 'Glaze recipes',
    body: '# Glaze recipes\n\n- Celadon: 1.5 % iron\n- Tenmoku: 8 % iron\n- Clear: none',
  },
  {
    id: 'open-day',
    title: 'Open day',
    body: '# Open day\n\nSaturday, 10:00 to 16:00. Bring the **small wheel** and twelve aprons.',
  },
  {
    id: 'clay-order',
    title: 'Clay order',
    body: '# Clay order\n\n250 kg stoneware, 50 kg porcelain. Delivery on the 4th.',
  },
]

export class Notebook {
  readonly #notes = new Map(NOTES.map((note) => [note.id, note]))

  all(): Note[] {
    return [...this.#notes.values()]
  }

  get(id: string): Note | undefined {
    return this.#notes.get(id)
  }

  find(query: string): Note[] {
    const wanted = query.toLowerCase()
    return this.all().filter((note) => `${note.title} ${note.body}`.toLowerCase().includes(wanted))
  }

  delete(id: string): boolean {
    return this.#notes.delete(id)
  }
}

export const noteUri = (note: Note): string => `note:///${note.id}`
