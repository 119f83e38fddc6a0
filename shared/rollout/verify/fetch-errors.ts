/** By the code of the error behind a failed `fetch`: what it means, and what to look at. */
const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['ENOTFOUND', 'its name is unknown to the runner; compare it with the DNS records'],
  ['EAI_AGAIN', "the runner's name server does not answer"],
  ['ECONNREFUSED', 'nothing listens there, or a firewall refuses the runner'],
  ['ECONNRESET', 'the other side broke the connection off'],
  ['UND_ERR_SOCKET', 'the other side broke the connection off'],
  ['EHOSTUNREACH', 'there is no way from the runner to its address'],
  ['ENETUNREACH', 'there is no way from the runner to its address'],
  ['ETIMEDOUT', 'its address does not answer; a firewall may drop what comes from the runner'],
  ['UND_ERR_CONNECT_TIMEOUT', 'its address does not answer; a firewall may drop what comes from the runner'],
  ['CERT_HAS_EXPIRED', 'its certificate has expired; renew it'],
  ['CERT_NOT_YET_VALID', "its certificate is not valid yet; compare the server's clock"],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'its certificate is self-signed: the router may show its default one'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'its certificate comes from an authority that the runner does not know'],
  [
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    'its certificate comes from an authority that the runner does not know',
  ],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'the server leaves out the certificate in between; let it send the whole chain',
  ],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'it speaks no TLS on that port; write http:// or another port'],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'it has no certificate for that name'],
]);

/** Why a `fetch` failed, in words: the innermost cause has them. */
export function explainFetchError(error: unknown): string {
  const chain = causesOf(error);
  for (const cause of chain.toReversed()) {
    const meaning = MEANINGS.get(codeOf(cause));
    if (meaning !== undefined) return `${meaning} (${cause.message || codeOf(cause)})`;
  }
  const innermost = chain.at(-1);
  if (innermost === undefined) return String(error);
  return innermost.message || codeOf(innermost) || innermost.name;
}

/** Several addresses of one name fail each with an error of its own; the first of them speaks for all. */
function causesOf(error: unknown): readonly Error[] {
  if (!(error instanceof Error)) return [];
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  return [error, ...causesOf(inner)];
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}
