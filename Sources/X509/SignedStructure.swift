import Cryptography
import Diagnostics
import SwiftASN1

/// The structure shared by certificates, requests and lists: bytes, an algorithm and a signature (RFC 5280 section
/// 4.1.1).
enum SignedStructure {
  static func encode(
    _ signedBytes: [UInt8], _ algorithm: AlgorithmIdentifier, _ key: PrivateKey
  ) throws(X509Error) -> [UInt8] {
    let signature: [UInt8]
    do {
      signature = try key.sign(signedBytes)
    } catch {
      throw .keyFailure(error.diagnostic.what.description)
    }
    var coder = DER.Serializer()
    coder.appendConstructedNode(identifier: .sequence) { coder in
      coder.serializeRawBytes(signedBytes)
      coder.serializeRawBytes(algorithm.der)
      coder.appendPrimitiveNode(identifier: .bitString) { bytes in
        bytes.append(0)
        bytes.append(contentsOf: signature)
      }
    }
    return coder.serializedBytes
  }
}
