import Kubernetes

/// What the name of a file or of a value says of a key without its certificate.
package enum AuthorityName {
  /// Whether a key of this name is a CA's, as tools name them: `ca-key.pem`, `root.key`, `intermediateCA.key`,
  /// `signing.pem`, or cert-manager's `tls.key`.
  package static func isLikely(_ path: String) -> Bool {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name == CACerts.Layout.tls.privateKeyKey || words(of: name).contains { authorities.contains($0) }
      || isSigner(name)
  }

  /// Whether something that signs is a CA: tokens and packages are signed, too, so that its word counts alone or beside one
  /// of a CA.
  private static func isSigner(_ name: String) -> Bool {
    guard !words(of: name).isDisjoint(with: signers) else { return false }
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    let others = words(of: stem).subtracting(signers)
    return others.subtracting(endings).subtracting(endingsOfAnything).isEmpty || !others.isDisjoint(with: besideSigners)
  }

  /// Whether a file of this name may hold a key: by its ending, or as a key or a CA without one.
  package static func mayHoldKey(_ name: String) -> Bool {
    let parts = name.lowercased().split(separator: ".", omittingEmptySubsequences: false)
    let ending = parts.count > 1 ? parts.last.map(String.init) ?? "" : ""
    if endings.contains(ending) { return true }
    return endingsOfAnything.contains(ending)
      && words(of: name).contains { authorities.contains($0) || signers.contains($0) || keys.contains($0) }
  }

  private static let authorities: Set<String> = [
    "ca", "root", "rootca", "subca", "intermediate", "intermediateca", "cakey", "issuer", "issuingca",
    "signingca", "cacert",
  ]
  private static let signers: Set<String> = ["issuing", "signing", "signer"]
  private static let besideSigners: Set<String> = ["ca", "cert", "root", "intermediate", "istio", "mesh"]
  private static let keys: Set<String> = ["key", "keys", "private", "privkey", "privatekey"]
  private static let endings: Set<String> = ["pem", "key", "crt", "cer", "cert", "der", "p8", "pk8", "jwk"]
  /// Those of copies, and of files that somebody named by hand.
  private static let endingsOfAnything: Set<String> = ["", "txt", "bak", "old", "orig", "save", "backup", "b64", "bin"]

  /// The words of a name, in lower case; `rootCA` is one, and two.
  private static func words(of name: String) -> Set<String> {
    var words: Set<String> = []
    for word in name.split(whereSeparator: { !$0.isLetter }) {
      words.insert(word.lowercased())
      var part = ""
      for character in word {
        if character.isUppercase, let last = part.last, !last.isUppercase {
          words.insert(part.lowercased())
          part = ""
        }
        part.append(character)
      }
      words.insert(part.lowercased())
    }
    return words
  }
}
