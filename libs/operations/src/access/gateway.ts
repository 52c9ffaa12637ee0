/** The role of those who may ask what others may do with the data itself, and tell that they heed the answers; held everywhere. */
export const GATEWAY = 'gateway';
