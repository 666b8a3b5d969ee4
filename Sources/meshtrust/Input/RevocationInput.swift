import CA
import Diagnostics
import Documents
import Files
import Kubernetes
import SystemPackage
import X509

/// CRLs from files: PEM, DER, PKCS #7, or the text of ConfigMaps.
enum RevocationInput {
  static func read(_ paths: [String]) throws -> (lists: [RevocationList], warnings: [Diagnostic]) {
    var lists: [RevocationList] = []
    var warnings: [Diagnostic] = []
    for path in paths {
      let bytes = try FileSystem.read(FilePath(path))
      try ContentError.naming(path) {
        if bytes.first == 0x30 {
          lists += PKCS7.isLikely(bytes) ? try PKCS7(der: bytes).revocationLists : [try RevocationList(der: bytes)]
        } else if let resources = try? CertificateInput.recognise(bytes, source: path).resources {
          lists += try Self.lists(resources, path)
        } else {
          let found = try PEM.revocationLists(TextEncoding.utf8(bytes))
          lists += found.lists
          warnings += found.warnings.map { $0.within(path) }
        }
      }
    }
    return (lists, warnings)
  }

  private static func lists(_ resources: [Resource], _ path: String) throws -> [RevocationList] {
    let texts = resources.flatMap { resource in
      guard case .configMap(let configMap) = resource else { return [String]() }
      return configMap.data.sorted { $0.key < $1.key }.map(\.value)
    }
    let lists = try texts.filter { $0.contains("-----BEGIN X509 CRL-----") }.flatMap {
      try PEM.revocationLists(Array($0.utf8)).lists
    }
    guard !lists.isEmpty else {
      throw CommandLineError.wrongContent(
        file: path, found: "manifests without a CRL", wanted: "CRLs")
    }
    return lists
  }
}
