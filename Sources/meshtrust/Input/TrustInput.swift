import ArgumentParser
import CA
import Diagnostics
import Documents
import Federation
import Files
import SPIFFE
import SystemPackage
import X509

/// Options for formats without names.
struct TrustFormOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp("For PEM, SPIFFE bundles and ConfigMaps: the trust domain of the roots.", valueName: "domain"))
  var trustDomain: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "For the same: the mesh. (default: the remote with the trust domain)", valueName: "mesh"))
  var name: String?
}

/// The trust of a mesh from a file, recognised by its content: a trust card, or roots in another tool's format.
enum TrustInput {
  /// A fingerprint that was given on the command line.
  static func fingerprint(_ text: String) throws -> RootFingerprint {
    guard let fingerprint = RootFingerprint(text) else {
      throw CommandLineError.value(
        option: "--fingerprint", text: text, why: "a fingerprint has 64 hexadecimal digits, and all are needed",
        next: "--fingerprint SHA256:…, as `\(.meshtrust("inspect", "FILE"))` prints it")
    }
    return fingerprint
  }

  static func read(
    _ path: String, _ options: TrustFormOptions, isVouched: Bool
  ) throws -> (offer: TrustOffer, warnings: [Diagnostic]) {
    let bytes = try FileSystem.read(FilePath(path), limit: SignedTrustCard.limit)
    guard bytes.count <= SignedTrustCard.limit else {
      throw CAError.card(.tooLong(limit: SignedTrustCard.limit, source: path))
    }
    return isCard(bytes)
      ? (try card(bytes, path, options), []) : try roots(bytes, path, options, isVouched: isVouched)
  }

  /// A card has its kind at the start of a line, or in JSON anywhere.
  private static func isCard(_ bytes: [UInt8]) -> Bool {
    let word = Array("TrustCard".utf8)
    return bytes.indices.contains { start in
      bytes[start] == word[0] && bytes[start...].starts(with: word)
        && !(bytes[start...].dropFirst(word.count).first?.isOfWord ?? false) && isKind(bytes[..<start])
    }
  }

  /// Whether a text ends in `kind:`, at the start of a line or behind a brace or a comma of JSON. It is read backwards, so
  /// that each octet is looked at once.
  private static func isKind(_ before: ArraySlice<UInt8>) -> Bool {
    var rest = before
    rest.dropQuote()
    rest.dropBlanks()
    guard rest.popLast() == UInt8(ascii: ":") else { return false }
    rest.dropBlanks()
    rest.dropQuote()
    let key = Array("kind".utf8)
    guard rest.suffix(key.count).elementsEqual(key) else { return false }
    rest.removeLast(key.count)
    rest.dropQuote()
    let blanks = rest.dropBlanks()
    guard let last = rest.last else { return true }
    return blanks.contains(0x0A) || blanks.contains(0x0D) || last == UInt8(ascii: "{") || last == UInt8(ascii: ",")
  }

  private static func card(_ bytes: [UInt8], _ path: String, _ options: TrustFormOptions) throws -> TrustOffer {
    let signed: SignedTrustCard
    do throws(TrustCardError) {
      signed = try SignedTrustCard.read(bytes, source: path)
    } catch {
      throw CAError.card(error)
    }
    for (option, given, found) in [
      ("--trust-domain", options.trustDomain, signed.card.trustDomain.name), ("--name", options.name, signed.card.name),
    ] {
      guard let given, given != found else { continue }
      throw UsageError.misfit(.otherThanCard(option: option, given: given, found: found))
    }
    return TrustOffer(signed, source: bytes)
  }

  private static func roots(
    _ bytes: [UInt8], _ path: String, _ options: TrustFormOptions, isVouched: Bool
  ) throws -> (TrustOffer, [Diagnostic]) {
    let input = try ContentError.naming(path) { try CertificateInput.recognise(bytes, source: path, for: .roots) }
    guard let text = options.trustDomain, isVouched else {
      throw UsageError.conflict(.unnamedRoots(input.description))
    }
    let domain = try OptionValue.of("--trust-domain") { try TrustDomain(text) }
    let name = options.name
    if let name, let fault = NameSyntax.label.fault(in: name) {
      throw CommandLineError.value(
        option: "--name", text: name, why: "the name \(fault)", next: "use the name in spec.remotes")
    }
    let form: HeldRemote.Form
    var sequence: Int64?
    var found = try input.certificates(path, of: domain)
    switch input {
    case .pem, .der, .message, .answer, .meshConfig: form = .pem
    case .manifests: form = .configmap
    case .jwks(let root):
      form = .spiffe
      let (bundle, warnings) = try ContentError.naming(path) {
        let read = try BundleJWKS.read(root, trustDomain: domain)
        try BundleJWKS.requireFit(root, read.bundle)
        return read
      }
      found = (bundle.certificates, warnings.filter { $0.severity != .note }.map { $0.within(path) })
      sequence = try number(bundle, path)
    }
    return (
      TrustOffer(
        form, name: name, trustDomain: domain, roots: found.certificates, sequence: sequence, source: bytes),
      found.warnings
    )
  }

  /// A number that cannot be stored cannot be compared with the next one.
  private static func number(_ bundle: TrustBundle, _ path: String) throws -> Int64? {
    guard let sequence = bundle.sequence else { return nil }
    guard let number = Int64(exactly: sequence) else {
      throw CAError.card(
        .field("spiffe_sequence", fault: "is \(sequence), beyond 63 bits", place: Place(file: path)))
    }
    return number
  }
}

extension ArraySlice<UInt8> {
  fileprivate mutating func dropQuote() {
    if last == UInt8(ascii: "\"") || last == UInt8(ascii: "'") { removeLast() }
  }

  /// Drops the white space at the end, and returns it.
  @discardableResult fileprivate mutating func dropBlanks() -> ArraySlice<UInt8> {
    let end = lastIndex { $0 != 0x20 && !(9...13).contains($0) }.map { $0 + 1 } ?? startIndex
    let blanks = self[end...]
    self = self[..<end]
    return blanks
  }
}

extension UInt8 {
  /// A letter or a digit of ASCII, an underscore, or an octet of another letter.
  fileprivate var isOfWord: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self == 0x5F
      || self >= 0x80
  }
}
