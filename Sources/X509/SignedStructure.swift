import Cryptography
import SwiftASN1

/// The structure shared by certificates, requests and lists: bytes, an algorithm and a signature (RFC 5280 section
/// 4.1.1).
enum SignedStructure {
  static func encode(
    _ signedBytes: [UInt8], _ algorithm: AlgorithmIdentifier, _ signer: any Signer
  ) throws(X509Error) -> [UInt8] {
    let signature: [UInt8]
    do throws(SigningError) {
      signature = try signer.signature(over: signedBytes)
    } catch {
      throw .signing(error)
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
