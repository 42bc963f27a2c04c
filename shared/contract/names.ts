/** Names that the preload script lets through; checked against the schemas by the compiler in commands.ts. */
export const commandNames = ['overview'] as const
export type CommandName = (typeof commandNames)[number]
