export function compare() {
  return true;
}
export function write() {
  return true;
}
