import Diagnostics
import Documents
import X509

/// What certificates are wanted for, where a file has some for each purpose.
enum CertificateRole {
  /// What somebody presents, leaf first.
  case chain
  /// What a bundle holds.
  case roots
  case any
}

/// Where certificates stand in somebody's JSON: the filter of `jq` that takes them out.
struct JSONCertificates {
  private enum Form {
    case pem
    /// Base64 of PEM, as in `istioctl proxy-config secret -o json`.
    case encodedPEM
    /// Base64 of DER.
    case encodedDER
  }

  private struct Place: Hashable {
    let path: String
    let form: Form
    /// Whether a name on the way says that it is of those who sign.
    let isAbove: Bool
  }

  private var places: [Place] = []
  private let wanted: CertificateRole

  init(_ root: Node, _ wanted: CertificateRole) {
    self.wanted = wanted
    find(in: root, "", depth: 0, isAbove: false)
  }

  /// Nil if there are no certificates.
  var filter: (text: String, isDER: Bool)? {
    // One form, since the command is for one.
    guard let form = [Form.pem, .encodedPEM, .encodedDER].first(where: { form in places.contains { $0.form == form } })
    else { return nil }
    let found = places.filter { $0.form == form }
    let fitting = found.filter { wanted == .any || $0.isAbove == (wanted == .roots) }
    // Each field once: of equal elements of a list one filter takes all.
    var paths: [String] = []
    for place in fitting.isEmpty ? found : fitting where !paths.contains(place.path) { paths.append(place.path) }
    if form == .encodedDER { return (paths[0], true) }
    let taken = paths.prefix(Self.most).joined(separator: ", ")
    guard form == .encodedPEM else { return (taken, false) }
    return (paths.count == 1 ? "\(taken) | @base64d" : "(\(taken)) | @base64d", false)
  }

  private static let most = 4

  private mutating func find(in node: Node, _ path: String, depth: Int, isAbove: Bool) {
    guard depth < 16, places.count < 64 else { return }
    if let text = node.string {
      if let form = Self.form(of: text) {
        places.append(Place(path: path.hasPrefix(".") ? path : "." + path, form: form, isAbove: isAbove))
      }
    } else if let mapping = node.mapping {
      for entry in mapping.entries {
        guard let step = Self.step(entry.key) else { continue }
        find(in: entry.value, path + step, depth: depth + 1, isAbove: isAbove || Self.isAbove(entry.key))
      }
    } else {
      for (index, item) in (node.sequence ?? []).enumerated() {
        // A list of texts goes as a whole; objects in a list may differ.
        let step = item.string != nil && Self.form(of: item.string ?? "") == .pem ? "[]" : "[\(index)]"
        find(in: item, path + step, depth: depth + 1, isAbove: isAbove)
      }
    }
  }

  /// Nil for a key that could end the quotes around the filter.
  private static func step(_ key: String) -> String? {
    if !key.isEmpty, key.utf8.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x5F }) {
      return ".\(key)"
    }
    guard !key.unicodeScalars.contains("'"), key.printable == key else { return nil }
    return ".[\(JSONWriter.write(.string(key)))]"
  }

  private static func form(of text: String) -> Form? {
    if text.contains("-----BEGIN CERTIFICATE-----") { return .pem }
    if text.hasPrefix("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS") { return .encodedPEM }
    guard text.hasPrefix("MII"), let der = try? Base64.decode(Array(text.utf8)), (try? Certificate(der: der)) != nil
    else {
      return nil
    }
    return .encodedDER
  }

  /// Whether a field is named after those who sign: `trusted_ca`, `ca_chain`, `issuing_ca`, `root`. Amazon's
  /// `CertificateChain` leads to the root, and Envoy's `certificateChain` begins with a leaf.
  private static func isAbove(_ key: String) -> Bool {
    if key == "CertificateChain" { return true }
    let name = key.lowercased().filter { $0 != "_" && $0 != "-" }
    return ["root", "issu", "trusted", "cachain", "pemca", "pemcertificatechain"].contains { name.contains($0) }
      || name == "ca" || name.hasPrefix("cacert") || name.hasPrefix("cabundle")
  }
}
