import Diagnostics

extension Explanation {
  /// MT-DER and MT-PEM: the bytes and texts of certificates, requests and keys.
  static let encodings: [Explanation] = [
    Explanation(
      "MT-DER-01", "DER must be well-formed", source: "X.690 sections 10 and 11; RFC 5280 section 4.1",
      why: "If a verifier guesses at the meaning of broken bytes, it can be made to read another certificate than its "
        + "neighbour. Envoy, Go and Java reject such certificates too, each with a message of its own.",
      repair: "Have the certificate issued again. A PEM block that was cut off while copying also leads here: copy it "
        + "whole."),
    Explanation(
      "MT-DER-02", "the algorithm or form is not supported",
      source: "RFC 5480 section 2.1.1 (named curves); RFC 8410; RFC 8018 (PBES2)",
      why: "Curves given by their parameters, unknown key types and obsolete key encryption are refused rather than "
        + "half understood.",
      repair: "Use ECDSA P-256, P-384 or P-521, RSA of at least 2048 bits, or Ed25519; encrypt keys with `openssl "
        + "pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256`."),
    Explanation(
      "MT-DER-03", "times follow RFC 3339", source: "RFC 3339 section 5.6",
      why: "A time that can be read in two ways moves an expiry by hours.",
      repair: "Write 2026-01-31T12:00:00Z, the same with an offset such as +02:00, or just 2026-01-31."),
    Explanation(
      "MT-DER-04", "only well-formed certificates are issued", source: "RFC 5280 section 4",
      why: "Some proxies reject and others accept a certificate that outlives its issuer, has no name, or contradicts "
        + "itself about being a CA.",
      repair: "Ask for something that the issuer can issue: a shorter lifetime, a name, or another issuer."),
    Explanation(
      "MT-DER-05", "a request must prove possession of its key", source: "RFC 2986 section 4.2",
      why: "Without the proof, someone could obtain a certificate for another person's key.",
      repair: "Create the request again with the private key."),
    Explanation(
      "MT-DER-06", "an encrypted key needs its own passphrase", source: "RFC 5958 section 3",
      why: "The passphrase is wrong, or the file was modified after it was written.",
      repair: "Try again. A lost passphrase cannot be recovered, but the home may still have its own copy of the key."),
    Explanation(
      "MT-DER-07", "OpenSSL refused a key or a signature", source: "OpenSSL's own message, in `why`",
      why: "The numbers are not a key of that kind, or belong to two different keys.",
      repair: "Create the key again, or use the file that belongs to the certificate."),
    Explanation(
      "MT-DER-08", "one input has a bounded number of certificates",
      source: "10,000 blocks or certificates in one input",
      why: "Every certificate that is offered may be part of a path, so the time to verify grows with their number. No "
        + "mesh has that many.",
      repair: "Check that it is the right file. Put chains and bundles into files of their own."),
    Explanation(
      "MT-DER-10", "a private key is readable where it is needed",
      source: "istio keycertbundle.go; RFC 5958 section 3; RFC 1421 section 4.6.1.1",
      why: "istiod asks for no passphrase: with an encrypted key it does not start. Here a key can be opened only with "
        + "its passphrase.",
      repair:
        "Decrypt it with `openssl pkey -in FILE -out decrypted.pem`, or pass the passphrase where an option takes "
        + "it."),
    Explanation(
      "MT-DER-09", "every certificate of a bundle can be read", source: "X.690 sections 10 and 11; BoringSSL",
      why: "Here such a certificate is left out, and the others still count. Go skips it too; Envoy rejects the whole "
        + "bundle.",
      repair: "Remove it from the bundle, or have it issued again."),
    Explanation(
      "MT-PEM-01", "PEM text must be complete", source: "RFC 7468 sections 2 and 3",
      why: "A truncated block, a foreign character or labels that differ mean that something was lost in transit. "
        + "istiod and Envoy would reject the whole file.",
      repair: "Copy the block again, from the line that begins with -----BEGIN to the line that begins with -----END."),
    Explanation(
      "MT-PEM-02", "the required kind of block must be present", source: "RFC 7468 section 4",
      why: "The file is readable, but has something else in it, or nothing at all.",
      repair: "Use the right file. `meshtrust inspect FILE` shows what a file contains."),
    Explanation(
      "MT-PEM-03", "no other kind of block may be present", source: "RFC 7468; lint rules MT-C-06 and MT-C-07",
      why: "A private key in a bundle is a leak. A CRL in a bundle makes Envoy check the whole chain against it and "
        + "reject every chain that it does not cover.",
      repair: "Remove the block. If it was a private key, rotate the authority it belongs to."),
    Explanation(
      "MT-PEM-10", "a text ends with a newline", source: "POSIX 3.206; istio/istio#24609 and #22530",
      why: "Without the newline, joining files with `cat` puts two blocks on one line, and neither OpenSSL nor Istio "
        + "can read them.",
      repair: "`meshtrust inspect FILE --pem` writes it correctly."),
    Explanation(
      "MT-PEM-11", "lines end with a line feed", source: "RFC 7468 section 2",
      why: "Carriage returns survive in ConfigMaps and break tools that compare text.",
      repair: "`meshtrust inspect FILE --pem` writes it correctly."),
    Explanation(
      "MT-PEM-12", "lines have no spaces around them", source: "RFC 7468 section 2",
      why: "Indentation left over from YAML makes OpenSSL reject the block.",
      repair: "`meshtrust inspect FILE --pem` writes it correctly."),
    Explanation(
      "MT-PEM-13", "blocks have no blank lines inside", source: "RFC 7468 section 3; linkerd/linkerd2#3414",
      why: "Some readers end the block at the blank line.",
      repair: "`meshtrust inspect FILE --pem` writes it correctly."),
    Explanation(
      "MT-PEM-14", "text outside the blocks is ignored", source: "RFC 7468 section 5.2",
      why: "OpenSSL writes such comments itself, and every reader skips them, so this is no longer reported.",
      repair: "Nothing needs to be done.", successors: ["MT-PEM-17"]),
    Explanation(
      "MT-PEM-15", "each block is on lines of its own", source: "RFC 7468 section 2; istio/istio#24609",
      why: "Two blocks on one line come from files joined without a newline. OpenSSL rejects the whole file.",
      repair: "`meshtrust inspect FILE --pem` writes it correctly."),
    Explanation(
      "MT-PEM-16", "a text begins without a byte order mark", source: "Go encoding/pem; BoringSSL PEM_read_bio",
      why: "Both look for -----BEGIN at the start of a line. Behind the three octets of the mark they do not find it, "
        + "and skip the first block.",
      repair: "`meshtrust inspect FILE --pem` writes it correctly."),
    Explanation(
      "MT-PEM-17", "YAML's block marks are not part of a text", source: "YAML 1.2 section 8.1",
      why: "A line such as `|-` belongs before a value. Inside it, it means that the value was indented twice, and the "
        + "PEM lines behind it are mostly indented too.",
      repair: "Remove the line, and the spaces before the lines behind it."),
    Explanation(
      "MT-PEM-18", "PEM lines begin in the first column", source: "Go encoding/pem; BoringSSL PEM_read_bio",
      why:
        "istiod and Envoy look for -----BEGIN and -----END at the start of a line. An indented block is text to them, "
        + "so the value holds no certificate.",
      repair: "Remove the spaces. `meshtrust inspect FILE --pem` writes it correctly."),
    Explanation(
      "MT-PEM-19", "certificates have the label CERTIFICATE", source: "RFC 7468 section 5.1; Go crypto/x509 CertPool",
      why:
        "OpenSSL and BoringSSL still read the old label `X509 CERTIFICATE`. Go skips such a block, and istiod with it.",
      repair: "`meshtrust inspect FILE --pem` writes it correctly."),
  ]
}
