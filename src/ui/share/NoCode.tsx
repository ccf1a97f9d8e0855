/** Replaces the QR code in the lab as a file, which has no address that a camera could open. */
export default function NoCode() {
  return null
}
