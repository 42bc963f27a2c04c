export type {
  Journal,
  JournalLimits,
  JournalOptions,
  JournalStats,
  ReadingQuery,
  StoredReading,
} from './journal-types.ts'
