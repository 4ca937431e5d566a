/** Texts of what an MCP server asks during a call. */
export const questions = {
  questionTitle: (server: string) => `${server} asks`,
  questionFor: (name: string) => `for ${name}`,
  questionTime: (left: string) => `answer within ${left}`,
  questionSend: 'Send',
  questionDecline: 'Decline',
  questionCancel: 'Cancel',
  questionCancelName: 'Cancel the question',
  questionMessage: 'Question',
  questionAddress: 'Address',
  questionOpen: (host: string) => `Open ${host}`,
  questionNewWindow: 'opens in a new window',
  questionUnsafe: 'This address is not safe to open, so there is no link to it.',
  questionDone: 'I am done',
  questionElsewhere: (server: string) => `What ${server} asked has been answered elsewhere.`,
  questionExpired: (server: string) => `The time to answer ${server} is over.`,
  questionClosed: (server: string) => `What ${server} asked is no longer open.`,
  questionSay: (server: string, message: string, minutes: number) =>
    `${server} asks: ${message} ${minutes > 1 ? `You have ${minutes} minutes to answer.` : 'You have about a minute to answer.'}`,
  questionSaySoon: (server: string) => `Less than a minute is left to answer ${server}.`,
  questionSaySent: 'Your answer was sent.',
}
