/** Whether a text is an IPv4 or IPv6 address. */
export function isIpAddress(text: string): boolean {
  const bytes = text.split('.');
  if (bytes.length === 4)
    return bytes.every((byte) => /^(0|[1-9][0-9]{0,2})$/.test(byte) && Number(byte) < 256);
  return /^[0-9a-fA-F:.]+$/.test(text) && URL.canParse(`http://[${text}]/`);
}

/** Whether it stands for all addresses of a machine: `0.0.0.0` or `::`. */
export function isUnspecified(address: string): boolean {
  return address === '0.0.0.0' || /^[0:]+$/.test(address);
}
