import { newSectionText, type NewSection, SectionNameError } from '../../engine/config/section-text.ts'
import { wrongUsage } from '../exit-code.ts'
import { safe } from '../text.ts'

/**
 * The section that a command prints. Called also before anything is read: a label that no file can hold must not cost
 * what was found.
 *
 * @throws CommandError the name of the section or a label cannot be written
 */
export function sectionText(wanted: NewSection): string {
  try {
    return newSectionText(wanted)
  } catch (error) {
    if (error instanceof SectionNameError) throw wrongUsage(safe(error.message))
    throw error
  }
}
