/** As the gateway takes it; what it keeps for itself it says when it is asked. */
export const isProfileId = (id: string): boolean => /^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$/.test(id)

/** `Acme` and `M1/B` -> `acme-m1-b` */
export const suggestedProfileId = (...parts: readonly string[]): string =>
  parts
    .join(' ')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '')
