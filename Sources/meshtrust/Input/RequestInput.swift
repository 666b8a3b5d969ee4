import CA
import Diagnostics
import Documents
import Files
import SystemPackage
import X509

/// A certificate request from a file, PEM or DER.
enum RequestInput {
  static func read(_ path: String) throws -> (request: CertificateRequest, warnings: [Diagnostic]) {
    let bytes = try FileSystem.read(FilePath(path))
    return try ContentError.naming(path) {
      if bytes.first == 0x30 { return (try CertificateRequest(der: bytes), []) }
      let bytes = TextEncoding.utf8(bytes)
      guard PEM.appears(in: bytes) else {
        throw CommandLineError.wrongContent(
          file: path, found: bytes.isEmpty ? "nothing" : "no PEM block", wanted: "a certificate request")
      }
      let pem = try PEM(bytes)
      guard let block = pem.blocks.first, pem.blocks.count == 1, PEMBlock.requestLabels.contains(block.label) else {
        throw X509Error.noPEMBlock(wanted: "single CERTIFICATE REQUEST", found: pem.blocks.map(\.displayLabel))
      }
      let request = try ContentError.naming(path, line: block.line) { try CertificateRequest(der: block.der) }
      return (request, pem.warnings.map { $0.within(path) })
    }
  }
}
