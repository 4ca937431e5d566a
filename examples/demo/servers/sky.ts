/** What the observatory knows: stars, satellites, and a log of nights. */
export interface Star {
  readonly name: string
  readonly constellation: string
  readonly magnitude: number
  readonly distance: number
  readonly doubleStar: boolean
}

export const CONSTELLATIONS = [
  'Andromeda',
  'Aquila',
  'Auriga',
  'Boötes',
  'Cassiopeia',
  'Cygnus',
  'Draco',
  'Lyra',
  'Orion',
  'Perseus',
] as const

const LETTERS = [
  'Alpha',
  'Beta',
  'Gamma',
  'Delta',
  'Epsilon',
  'Zeta',
  'Eta',
  'Theta',
  'Iota',
  'Kappa',
  'Lambda',
  'Mu',
  'Nu',
  'Xi',
  'Omicron',
  'Pi',
  'Rho',
  'Sigma',
  'Tau',
  'Upsilon',
] as const

/** 200 stars: invented figures, the same every time. */
export const STARS: readonly Star[] = CONSTELLATIONS.flatMap((constellation, row) =>
  LETTERS.map((letter, column) => {
    const seed = (row * 37 + column * 61) % 97
    return {
      name: `${letter} ${constellation}`,
      constellation,
      magnitude: Math.round(column * 28 + seed) / 100,
      distance: 12 + seed * 11 + column * 7,
      doubleStar: seed % 5 === 0,
    }
  }),
)

export const SATELLITES = ['ISS', 'Hubble', 'Landsat 9', 'Sentinel-2A'] as const

export interface Night {
  readonly date: string
  readonly entry: string
}

export const NIGHTS: readonly Night[] = [
  { date: '2026-10-02', entry: 'Clear, seeing 1.4″. Jupiter until 02:10, then cloud.' },
  { date: '2026-10-09', entry: 'Clear, seeing 0.9″. 43 frames of M31; guider lost once.' },
  { date: '2026-10-17', entry: 'Haze. Collimated the 40 cm reflector instead.' },
]

export const nightUri = (night: Night): string => `log:///${night.date}`
