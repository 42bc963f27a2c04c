/** Place of this page that is no section: `#/devices/+text`. */
export const textPlace = '+text'
