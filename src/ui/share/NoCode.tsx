/** Stands in the lab as one file for the code that cameras read: a file has no address that they could go to. */
export default function NoCode() {
  return null
}
