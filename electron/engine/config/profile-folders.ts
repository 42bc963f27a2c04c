import { dirname, join } from 'node:path'

/** People's own profiles, beside config.ini. */
export const ownProfileFolder = (configPath: string): string => join(dirname(configPath), 'meters')

/**
 * Where profiles are looked for: a person's own goes before a shipped one of the same id.
 *
 * @param packageDir folder of the program, in which `config/` lies
 */
export const profileDirsOf = (configPath: string, packageDir: string): readonly string[] => [
  ownProfileFolder(configPath),
  join(packageDir, 'config', 'meters'),
]
