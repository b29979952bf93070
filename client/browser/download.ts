/** Downloads what an address serves, under the file name that the server gives or this one. */
export function download(address: string, name = ''): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  // The link is outside the document, so that the router does not handle it.
  link.click();
}
