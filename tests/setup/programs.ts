/** The programs that the tests need besides npm packages, and where they are found. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Program {
  /** For messages. */
  readonly name: string
  /** Environment variable that names the executable and wins over every other place. */
  readonly variable: string
  /** Names to look for along PATH. */
  readonly commands: readonly string[]
  /** Complete paths to try last. */
  readonly places: readonly string[]
  /** The package that brings it on Debian and Ubuntu. */
  readonly aptPackage: string
}

export const CHROMIUM: Program = {
  name: 'Chromium',
  variable: 'CHROME_PATH',
  commands: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
  places: [
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
  ],
  aptPackage: 'chromium',
}

export const REDIS_SERVER: Program = {
  name: 'Redis',
  variable: 'REDIS_SERVER',
  commands: ['redis-server', 'valkey-server'],
  places: ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server'],
  aptPackage: 'redis-server',
}

export const FIREFOX: Program = {
  name: 'Firefox',
  variable: 'FIREFOX_PATH',
  commands: ['firefox-esr', 'firefox'],
  places: ['/usr/bin/firefox-esr', '/snap/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
  aptPackage: 'firefox-esr',
}

/** WebKitGTK by WebDriver: the engine of Safari. */
export const WEBKIT: Program = {
  name: 'WebKit',
  variable: 'WEBKIT_DRIVER',
  commands: ['WebKitWebDriver'],
  places: ['/usr/bin/WebKitWebDriver'],
  aptPackage: 'webkit2gtk-driver',
}

/** A screen that nobody sees, for a browser that does not run without one. */
export const XVFB: Program = {
  name: 'Xvfb',
  variable: 'XVFB',
  commands: ['Xvfb'],
  places: ['/usr/bin/Xvfb'],
  aptPackage: 'xvfb',
}

/** The path of the executable, or undefined where there is none. */
export function findProgram(program: Program, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment[program.variable]
  if (named !== undefined && named !== '') return isExecutable(named) ? named : undefined
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = folders.flatMap((folder) => program.commands.map((command) => join(folder, command)))
  return [...candidates, ...program.places].find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** What Chromium is started with in all tests. */
export const CHROMIUM_ARGUMENTS: readonly string[] = [
  // It refuses its sandbox to root, as in most containers.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
