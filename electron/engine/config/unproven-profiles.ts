import { entryOf } from './key-reader.ts'
import type { LoadedConfiguration } from './load.ts'
import type { Profile } from './profile.ts'
import { deviceKeys } from './schema.ts'

/** A profile that rests on one source, and the sections that name it. */
export interface UnprovenProfile {
  readonly profile: Profile
  readonly sections: readonly string[]
}

/** One for each such profile, however many sections name it: worth knowing, and nothing that is wrong with the file. */
export function unprovenProfiles({
  document,
  profiles,
}: Pick<LoadedConfiguration, 'document' | 'profiles'>): readonly UnprovenProfile[] {
  const bySection = [...document.sections].map(([section, found]) => ({
    section,
    id: entryOf(found, deviceKeys.profile)?.value.toLowerCase(),
  }))
  return [...profiles.values()].flatMap((profile) => {
    const sections = bySection.flatMap(({ section, id }) => (id === profile.id ? [section] : []))
    return profile.confidence === 'one source' && sections.length > 0 ? [{ profile, sections }] : []
  })
}
