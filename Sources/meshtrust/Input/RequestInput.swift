import CA
import Diagnostics
import X509

/// A certificate request from a file, PEM or DER.
enum RequestInput {
  static func read(_ path: String) throws -> (request: CertificateRequest, warnings: [Diagnostic]) {
    let bytes = try FileSystem.read(path)
    do throws(X509Error) {
      if bytes.first == 0x30 { return (try CertificateRequest(der: bytes), []) }
      let pem = try PEM(bytes)
      let requests = pem.blocks.filter { PEMBlock.requestLabels.contains($0.label) }
      guard let block = requests.first, requests.count == 1, pem.blocks.count == 1 else {
        throw .noPEMBlock(wanted: "single certificate request", found: pem.blocks.map(\.label))
      }
      return (try CertificateRequest(der: block.der), pem.warnings.map { $0.within(path) })
    } catch {
      throw CAError.x509In(error, file: path)
    }
  }
}
