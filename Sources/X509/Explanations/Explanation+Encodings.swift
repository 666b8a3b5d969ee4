import Diagnostics

extension Explanation {
  /// MT-DER and MT-PEM: the bytes and texts of certificates, requests and keys.
  static let encodings: [Explanation] = [
    Explanation(
      "MT-DER-01", "what is read must be well-formed DER",
      source: "X.690 section 10 and 11; RFC 5280 section 4.1",
      why: "A verifier that guesses what broken bytes mean can be made to read another certificate than its neighbour "
        + "does. Envoy, Go and Java refuse such certificates too, each with a message of its own.",
      repair: "Have the certificate issued again. A PEM block cut off while copying also ends up here: copy it whole."),
    Explanation(
      "MT-DER-02", "the algorithm or form is not supported",
      source: "RFC 5480 section 2.1.1 (named curves); RFC 8410; RFC 8018 (PBES2)",
      why:
        "Curves given by their parameters, unknown key types and old ways of encrypting keys are refused rather than "
        + "half understood.",
      repair: "Use ECDSA P-256, P-384 or P-521, RSA of at least 2048 bits, or Ed25519; encrypt keys with "
        + "`openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256`."),
    Explanation(
      "MT-DER-03", "times are written as RFC 3339 says", source: "RFC 3339 section 5.6",
      why: "A time that is read in two ways moves an expiry by hours.",
      repair: "Write 2026-01-31T12:00:00Z, the same with an offset such as +02:00, or just 2026-01-31."),
    Explanation(
      "MT-DER-04", "only well-formed certificates are issued", source: "RFC 5280 section 4",
      why:
        "A certificate that outlives its issuer, has no name, or says that it is and is not an authority is refused by "
        + "some proxies and accepted by others.",
      repair: "Ask for something that the issuer can give: a shorter life, a name, or another issuer."),
    Explanation(
      "MT-DER-05", "a request must prove possession of its key", source: "RFC 2986 section 4.2",
      why: "Without the proof, somebody could have a certificate issued for a key that another person holds.",
      repair: "Make the request again with the private key at hand."),
    Explanation(
      "MT-DER-06", "an encrypted key opens only with its passphrase", source: "RFC 5958 section 3",
      why: "The passphrase is wrong, or the file was changed since it was written.",
      repair: "Try again. A lost passphrase cannot be recovered; the home's own copy of the key may still be there."),
    Explanation(
      "MT-DER-07", "the cryptographic library refused a key or a signature",
      source: "OpenSSL's own message stands in `why`",
      why: "The numbers do not make a key of that kind, or belong to two different keys.",
      repair: "Make the key again, or give the file that belongs to the certificate."),
    Explanation(
      "MT-PEM-01", "a PEM text must be whole", source: "RFC 7468 sections 2 and 3",
      why: "A truncated block, a foreign character or labels that differ mean that something was lost on the way, and "
        + "istiod or Envoy would refuse the whole file.",
      repair: "Copy the block again, from the line that begins with -----BEGIN to the line that begins with -----END."),
    Explanation(
      "MT-PEM-02", "the wanted kind of block must be there", source: "RFC 7468 section 4",
      why: "The file is readable, but holds something else, or nothing at all.",
      repair: "Give the right file; `meshtrust inspect FILE` tells what a file holds."),
    Explanation(
      "MT-PEM-03", "only the wanted kind of block may be there",
      source: "RFC 7468; federation lint rules C-06 and C-07",
      why:
        "A private key in a bundle is a leak. A revocation list in a bundle makes Envoy check the whole chain against "
        + "it and refuse every chain that it does not cover.",
      repair: "Remove the block. If it was a private key, rotate the authority it belongs to."),
    Explanation(
      "MT-PEM-10", "a text ends with a newline", source: "POSIX 3.206; istio/istio#24609 and #22530",
      why: "Files that are joined with `cat` glue two blocks together when the newline is missing, and then neither "
        + "OpenSSL nor Istio can read them.",
      repair: "`meshtrust inspect FILE --pem` writes it anew."),
    Explanation(
      "MT-PEM-11", "lines end with a line feed", source: "RFC 7468 section 2",
      why: "Carriage returns survive in ConfigMaps and break tools that compare texts.",
      repair: "`meshtrust inspect FILE --pem` writes it anew."),
    Explanation(
      "MT-PEM-12", "lines have no spaces around them", source: "RFC 7468 section 2",
      why: "Indentation left over from YAML makes OpenSSL refuse the block.",
      repair: "`meshtrust inspect FILE --pem` writes it anew."),
    Explanation(
      "MT-PEM-13", "blocks have no blank lines inside", source: "RFC 7468 section 3; linkerd/linkerd2#3414",
      why: "Some readers end the block at the blank line.",
      repair: "`meshtrust inspect FILE --pem` writes it anew."),
    Explanation(
      "MT-PEM-14", "text outside of the blocks is passed over", source: "RFC 7468 section 5.2",
      why: "OpenSSL writes such comments itself. Not every reader of ConfigMaps likes them.",
      repair: "Nothing has to be done; `meshtrust inspect FILE --pem` writes it without."),
    Explanation(
      "MT-PEM-15", "blocks stand on lines of their own", source: "RFC 7468 section 2; istio/istio#24609",
      why: "Two blocks on one line come from files joined without a newline. OpenSSL refuses the whole file.",
      repair: "`meshtrust inspect FILE --pem` writes it anew."),
  ]
}
