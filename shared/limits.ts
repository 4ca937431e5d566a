/** Default sizes (bytes) and times (milliseconds, unless the name says seconds). The server's options override them. */
export const LIMITS = {
  /** Largest request body that the handler reads. */
  requestBytes: 1024 * 1024,
  /** Largest answer of an MCP server to one request. */
  resultBytes: 10 * 1024 * 1024,
  /** All pages of one list together, and all else that one operation reads beside a call's own stream. */
  listBytes: 32 * 1024 * 1024,
  /** What an MCP server may say of itself: capabilities, instructions, icons. */
  handshakeBytes: 256 * 1024,
  /** Tools of one MCP server. */
  toolsPerServer: 10_000,
  /** Requests that an MCP server may send us within one operation (pings and the like). */
  serverRequests: 100,
  /** Unsent bytes held for one slow event stream before it is cut; the client resumes. */
  streamBufferBytes: 256 * 1024,
  /** Silence on an event stream after which a comment is sent. Bun cuts silent streams at 12 s. */
  heartbeatInterval: 8_000,
  /** An event stream ends after this time, and its page opens another: by then it is known who is signed in. */
  streamLife: 600_000,
  /** An MCP server must answer a handshake or a list within this time. */
  connectTimeout: 30_000,
  /**
   * Silence of an MCP server before the headers of an answer, and within an answer that is no event stream. A tool call may
   * take longer to its headers: servers that answer with JSON send nothing until the tool is done.
   */
  idleTimeout: 15_000,
  /** A call without progress ends after this time. */
  callTimeout: 120_000,
  /** A call with progress ends after this time at the latest. */
  callTimeoutTotal: 3_600_000,
  /** A question of a server that nobody answers expires after this time. While it is open the call's own clock stands still. */
  questionTimeout: 600_000,
  /** Times that one call may ask before it counts as endless; each time it may ask several questions. */
  inputRounds: 10,
  /** Questions that one call may have open at once. */
  questionsPerCall: 20,
  /** What a server may write into one question. */
  questionBytes: 64 * 1024,
  /** Pages of one list that are read before it counts as endless. */
  listPages: 1_000,
  /** Life of a stored session without use, in seconds. */
  sessionTtlSeconds: 43_200,
  /** Events kept for one user, for streams that resume. */
  eventsKept: 1_000,
  /** Connections that one user may have. */
  sessionsPerUser: 100,
  /** Resources of one connection whose changes may be watched. */
  subscriptionsPerSession: 100,
  /** Event streams that one user may hold open, on all replicas together. */
  streamsPerUser: 32,
  /** Calls that one user may have running, on all replicas together. */
  callsPerUser: 64,
  /** Requests of all kinds that one user may send in a minute, on all replicas together; event streams are not among them. */
  callsPerMinute: 600,
} as const

export type Limits = { -readonly [K in keyof typeof LIMITS]: number }
