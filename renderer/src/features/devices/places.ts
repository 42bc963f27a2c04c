/** Places of this page that are no section: `#/devices/+`. */
export const newPlace = '+'
export const textPlace = '+text'
