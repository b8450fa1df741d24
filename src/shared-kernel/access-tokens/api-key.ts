/** True for what can only be meant as an API key. */
export function isApiKey(credential: string): boolean {
  return /^[sp]k_[A-Za-z0-9_-]{43}$/.test(credential);
}
